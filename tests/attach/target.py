# SPDX-License-Identifier: Apache-2.0
"""A program that is attached to, in one of several states, and checks itself: that nothing of it was disturbed.

    python3 target.py STATE FOLDER

It makes FOLDER/ready, works until there is FOLDER/stop, then looks at itself and prints "fine" or what is wrong.
"""
import ctypes
import gc
import os
import signal
import sys
import threading
import time

LIBC = ctypes.CDLL(None, use_errno=True)
PYTHON = ctypes.PyDLL(None)  # keeps the interpreter's lock while it calls


class Node:
    def __init__(self, number, following):
        self.number, self.following, self.data = number, following, {"list": [number, number * 7], "text": f"node {number}"}


class Marker:
    pass


def build(n):
    last, all_nodes = None, []
    for number in range(n):
        last = Node(number, last)
        all_nodes.append(last)
    return all_nodes


def check_nodes(nodes):
    for number, node in enumerate(nodes):
        assert node.number == number and node.data == {"list": [number, number * 7], "text": f"node {number}"}
        assert node.following is (nodes[number - 1] if number else None)


class Waited:
    """Turns that a loop has made since there was a thread that is not the program's."""
    __slots__ = ("turns",)


class Program:
    def __init__(self, folder):
        self.folder = folder
        self.turns = 0
        self.children = 0
        self.ticks = 0
        self.nodes = build(2000)
        self.markers = [Marker() for _ in range(321)]
        signal.signal(signal.SIGCHLD, self.on_child)
        signal.signal(signal.SIGUSR1, lambda number, frame: None)

    def on_child(self, number, frame):
        self.children += 1

    def on_tick(self, number, frame):
        self.ticks += 1

    def stopped(self):
        return os.path.exists(os.path.join(self.folder, "stop"))

    def ready(self):
        self.files = self.open_files()
        self.threads = set(os.listdir("/proc/self/task"))
        self.interval = sys.getswitchinterval()
        open(os.path.join(self.folder, "ready"), "w").close()

    def open_files(self):
        return {name: os.readlink(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd")
                if os.path.exists(f"/proc/self/fd/{name}") and not os.readlink(f"/proc/self/fd/{name}").startswith("/proc/")}

    def repeat(self, turn, every=1):
        while self.turns % every or not self.stopped():
            turn()
            self.turns += 1

    # ---- states ----

    def cpu(self):
        def walk():
            value, number = 0.5, 12345
            for _ in range(1000):
                number = (number * 1103515245 + 12345) % 2147483648
                value = value * 3.75 * (1.0 - value)
            return number, value

        expected = walk()

        def turn():
            assert walk() == expected

        self.repeat(turn, 100)

    def malloc(self):
        """Blocks of the C library's allocator, while a timer interrupts."""
        signal.signal(signal.SIGALRM, self.on_tick)
        signal.setitimer(signal.ITIMER_REAL, 0.003, 0.003)

        def turn():
            blocks = [bytes([i & 255]) * (600 + 97 * (i * 31 % 301)) for i in range(200)]
            assert all(block[0] == i & 255 and block[-1] == i & 255 and len(block) == 600 + 97 * (i * 31 % 301)
                       for i, block in enumerate(blocks))

        self.repeat(turn, 4)
        signal.setitimer(signal.ITIMER_REAL, 0)
        assert self.ticks > 0

    def sleep(self):
        def turn():
            start = time.monotonic()
            time.sleep(0.02)
            assert time.monotonic() - start >= 0.02
            ctypes.set_errno(0)
            assert LIBC.usleep(20000) == 0 and ctypes.get_errno() == 0, ctypes.get_errno()

        self.repeat(turn)

    def epoll(self):
        """Straight system calls: "interrupted" would come through, and the program would see it."""
        timer = LIBC.timerfd_create(1, 0)
        interval = (ctypes.c_long * 4)(0, 30_000_000, 0, 30_000_000)
        assert timer >= 0 and LIBC.timerfd_settime(timer, 0, ctypes.byref(interval), None) == 0
        poll = LIBC.epoll_create1(0)
        event = (ctypes.c_uint32 * 3)(1, 7, 0)
        assert LIBC.epoll_ctl(poll, 1, timer, ctypes.byref(event)) == 0
        self.files = self.open_files()

        def turn():
            got = (ctypes.c_uint32 * 3)()
            n = LIBC.epoll_wait(poll, ctypes.byref(got), 1, -1)
            assert n == 1 and got[1] == 7, (n, os.strerror(ctypes.get_errno()))
            assert len(os.read(timer, 8)) == 8

        self.repeat(turn)

    def selector(self):
        """As programs in Python wait: "interrupted" is taken care of."""
        import select
        ends = os.pipe()
        self.poll = poll = select.epoll()
        poll.register(ends[0], select.EPOLLIN)
        timer = threading.Thread(target=self.repeat, args=(lambda: (time.sleep(0.02), os.write(ends[1], b"t")),))
        self.files = self.open_files()
        timer.start()
        while timer.is_alive():
            for fd, _ in poll.poll(1):
                assert os.read(fd, 1) == b"t"
        timer.join()

    def poll(self):
        """One long wait with an end, straight: going on with the rest of it is the kernel's business, "interrupted" nobody's."""
        wanted = (ctypes.c_int * 2)(0, 1)
        ctypes.set_errno(0)
        n = LIBC.poll(ctypes.byref(wanted), 1, 600_000)
        assert n == 1, (n, os.strerror(ctypes.get_errno()))
        self.repeat(lambda: None)
        self.turns += 1

    def connection(self):
        """Answers on a socket and closes it, while it has been cloned."""
        import socket
        server = socket.socket()
        server.bind(("127.0.0.1", 0))
        server.listen()
        peer = socket.create_connection(server.getsockname())
        own, _ = server.accept()
        with open(os.path.join(self.folder, "connected"), "w"):
            pass
        while not os.path.exists(os.path.join(self.folder, "close")):
            time.sleep(0.005)
        own.close()
        peer.settimeout(60)
        assert peer.recv(1) == b""
        with open(os.path.join(self.folder, "closed"), "w"):
            pass
        peer.close()
        server.close()
        self.repeat(lambda: time.sleep(0.005))

    def join(self):
        results = []

        def work():
            self.repeat(lambda: time.sleep(0.01))
            results.append(True)

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        assert results == [True]

    def threads_busy(self):
        counts = [0] * 4

        def work(index):
            while not self.stopped():
                for _ in range(20000):
                    counts[index] += 1

        threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert all(count > 0 and count % 20000 == 0 for count in counts), counts
        self.turns = sum(counts)

    def short_threads(self):
        """Threads that live for moments: whoever lists them meets numbers that belong to nobody, or to another, when they are used."""
        def turn():
            met = []
            threads = [threading.Thread(target=lambda i=i: met.append(i)) for i in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert sorted(met) == list(range(8)), met

        self.repeat(turn)

    def sort(self):
        """A C function that keeps the interpreter's lock for a tenth of a second."""
        numbers, value = [], 12345
        for _ in range(200000):
            value = (value * 1103515245 + 12345) % 2147483648
            numbers.append(float(value))

        def turn():
            work = list(numbers)
            work.sort()
            assert len(work) == len(numbers) and all(work[i] <= work[i + 1] for i in range(0, len(work) - 1, 97))

        self.repeat(turn)

    def collect(self):
        def turn():
            ring = [Marker(), Marker()]
            ring[0].other, ring[1].other = ring[1], ring[0]
            del ring
            assert gc.collect() >= 2

        self.repeat(turn)

    def compute(self):
        """In another library than the interpreter, for long, without giving the lock back."""
        PYTHON.qsort.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_void_p]
        import hashlib
        data = bytes(1 << 20)

        def turn():
            assert len(hashlib.pbkdf2_hmac("sha256", data[:64], b"salt", 60000)) == 32

        self.repeat(turn)

    def give_briefly(self, own_threads):
        """Gives the lock for less than a µs, and again before anybody who waits could ask for it."""
        waited, text = Waited(), ctypes.create_string_buffer(1024)
        status = os.open("/proc/self/stat", os.O_RDONLY)
        waited.turns = 0
        while not os.access("", os.F_OK) and (self.turns % 32 or not self.stopped()):
            start = time.monotonic()
            while time.monotonic() < start + 0.001:
                pass
            assert PYTHON.pread(status, text, 1024, ctypes.c_long(0)) > 0
            foreign = int(text.value.rpartition(b")")[2].split()[17]) > own_threads
            waited.turns = waited.turns + 1 if foreign else 0
            self.turns += 1
        os.close(status)

    def brief(self):
        self.give_briefly(1)

    def brief_threads(self):
        threads = [threading.Thread(target=self.give_briefly, args=(4,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def fork_meanwhile(self):
        """Keeps the lock and waits for a line; each SIGUSR2 makes a child by the C library alone, which then waits for one, too."""
        getattr(LIBC, "__register_atfork")(None, None, ctypes.cast(LIBC.PyOS_AfterFork_Child, ctypes.c_void_p), None)
        LIBC.signal(signal.SIGUSR2, ctypes.cast(LIBC.fork, ctypes.c_void_p))
        own, line = os.getpid(), ctypes.create_string_buffer(3)
        PYTHON.read(0, line, 3)
        if os.getpid() != own:
            os._exit(0 if sys.getswitchinterval() == self.interval else 1)
        try:
            while True:
                assert os.wait()[1] == 0, "a child has another interval"
                self.turns += 1
        except ChildProcessError:
            pass
        self.repeat(lambda: time.sleep(0.005))
        self.children = 0

    def handlers(self):
        """Has a handler for every signal that there can be one for: none may come."""
        came = []
        for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD}:
            signal.signal(number, lambda number, frame: came.append(number))
        self.repeat(lambda: sum(range(1000)), 100)
        assert not came, came

    def hold(self):
        """Keeps the interpreter's lock until a signal comes."""
        self.held = PYTHON.pause()
        self.repeat(lambda: time.sleep(0.005))

    def hold_and_close(self):
        """The same, then closes what it does not know, and uses the numbers."""
        PYTHON.pause()
        os.closerange(3, 4096)
        own = [open(os.path.join(self.folder, f"own-{i}"), "w+b", buffering=0) for i in range(900)]
        for i, file in enumerate(own):
            file.write(b"own %d" % i)
        open(os.path.join(self.folder, "closed"), "w").close()
        self.repeat(lambda: time.sleep(0.005))
        for i, file in enumerate(own):
            file.seek(0)
            assert file.read() == b"own %d" % i, i
            file.close()
        self.files = self.open_files()

    def talk(self):
        """Waits for a path on standard input, and dumps there."""
        import holdfast
        for line in sys.stdin:
            holdfast.dump(line.rstrip("\n"))
            print("dumped", flush=True)

    def grow(self):
        """A thousand more each time that it is told to."""
        kept = []
        for line in sys.stdin:
            kept += [Marker() for _ in range(1000)]
            print("grown", flush=True)

    def quiet(self):
        self.repeat(lambda: time.sleep(0.005))

    # ---- afterwards ----

    def look(self):
        check_nodes(self.nodes)
        assert len(self.markers) == 321 and all(type(marker) is Marker for marker in self.markers)
        assert self.children == 0, f"{self.children} SIGCHLD"
        try:
            got = os.waitpid(-1, os.WNOHANG)
            raise AssertionError(f"a child that is not ours: {got}")
        except ChildProcessError:
            pass
        end = time.monotonic() + 120  # on a machine that does much else
        while set(os.listdir("/proc/self/task")) - self.threads and time.monotonic() < end:
            time.sleep(0.01)
        assert set(os.listdir("/proc/self/task")) <= self.threads, "a thread has stayed"
        assert self.open_files() == self.files, (self.files, self.open_files())
        assert sys.getswitchinterval() == self.interval, sys.getswitchinterval()
        gc.collect()
        assert not gc.garbage


def main():
    program = Program(sys.argv[2])
    for preparation in sys.argv[3:]:
        import prepare
        getattr(prepare, preparation)()
    program.ready()
    try:
        getattr(program, sys.argv[1])()
        program.look()
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", flush=True)
        raise
    print("fine", program.turns, flush=True)


main()
