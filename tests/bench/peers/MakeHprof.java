// SPDX-License-Identifier: Apache-2.0
import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** MakeHprof FILE OBJECTS: a dump of about that many objects, written by HotSpot: sessions in a map, trees, chains, arrays, strings. */
public class MakeHprof {
  static final class Session {
    final int id;
    final String name;
    final List<Item> items = new ArrayList<>();
    final Session next;
    WeakReference<Session> seen;

    Session(int id, Session next) {
      this.id = id;
      this.name = "visitor-" + id;
      this.next = next;
    }
  }

  record Item(Session owner, double price, int[] counts, Object payload) {}

  static final Map<String, Session> SESSIONS = new HashMap<>();
  static final List<Object[]> RECENT = new ArrayList<>();

  public static void main(String[] arguments) throws Exception {
    int wanted = Integer.parseInt(arguments[1]);
    Session last = null;
    for (int i = 0; i * 19L < wanted; i++) {
      last = new Session(i, i % 1000 == 0 ? null : last);
      for (int k = 0; k < 1 + i % 5; k++) {
        last.items.add(new Item(last, k, new int[k + 1], k % 2 == 0 ? "payload " + i : Long.valueOf(1000L + i)));
      }
      if (i % 7 == 0) last.seen = new WeakReference<>(last);
      SESSIONS.put("key " + i, last);
      RECENT.add(new Object[] {last, last.items.get(0)});
    }
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(arguments[0], true);
  }
}
