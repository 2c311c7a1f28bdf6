// SPDX-License-Identifier: Apache-2.0
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import org.graalvm.visualvm.lib.jfluid.heap.Heap;
import org.graalvm.visualvm.lib.jfluid.heap.HeapFactory;
import org.graalvm.visualvm.lib.jfluid.heap.Instance;
import org.graalvm.visualvm.lib.jfluid.heap.JavaClass;

/** VisualVM FILE [SIZES]: VisualVM's engine opens a dump and computes classes, references both ways, nearest roots, retained sizes. */
public class VisualVM {
  public static void main(String[] arguments) throws Exception {
    Heap heap = HeapFactory.createHeap(new File(arguments[0]));
    long objects = heap.getSummary().getTotalLiveInstances() + heap.getAllClasses().size();
    long instances = 0;
    for (JavaClass type : heap.getAllClasses()) {
      instances += type.getInstancesCount();
    }
    Instance first = heap.getAllInstancesIterator().next();
    int references = first.getReferences().size();
    first.getNearestGCRootPointer();
    long retained = heap.getBiggestObjectsByRetainedSize(1).get(0).getRetainedSize();
    System.out.printf("{\"objects\": %d, \"instances\": %d, \"first_references\": %d, \"biggest\": %d}%n", objects, instances, references, retained);
    if (arguments.length > 1) {
      writeSizes(heap, arguments[1]);
    }
  }

  private static void writeSizes(Heap heap, String path) throws Exception {
    ByteBuffer row = ByteBuffer.allocate(24).order(ByteOrder.nativeOrder());
    try (OutputStream out = new BufferedOutputStream(new FileOutputStream(path), 1 << 20)) {
      for (Iterator<Instance> all = heap.getAllInstancesIterator(); all.hasNext();) {
        Instance instance = all.next();
        row.clear();
        row.putLong(instance.getInstanceId()).putLong(instance.getSize()).putLong(instance.getRetainedSize());
        out.write(row.array());
      }
    }
  }
}
