# SPDX-License-Identifier: Apache-2.0
"""python3 -m holdfast run: a program as it is, with dumps at its start, on SIGUSR2, at a pace and at its end."""
import atexit
import importlib.util
import io
import os
import pkgutil
import signal
import sys
import types
import _thread

import holdfast

USAGE = """\
usage: python3 -m holdfast run [--every SECONDS] [-o FOLDER] [--values N] [--track] SCRIPT [ARGUMENT…]
       python3 -m holdfast run [--every SECONDS] [-o FOLDER] [--values N] [--track] -m MODULE [ARGUMENT…]

Runs the program unchanged and writes dumps of its heap to FOLDER (holdfast-NAME-PID if none is given): one at its start,
one whenever it gets SIGUSR2, one every so many seconds if asked, and one at its end, however it ends.

  --every SECONDS  a dump at this pace besides
  -o FOLDER        where the dumps go
  --values N       longest preview of a value, in bytes (100); 0 leaves all values out
  --track          record allocations, so that it is known and not guessed what is new
  -m MODULE        run a module, as python3 -m does
"""


def fail(message, status=2):
    sys.stderr.write(f"holdfast: {message}\n")
    raise SystemExit(status)


class Options:
    def __init__(self, arguments):
        self.every = self.folder = self.module = None
        self.values = 100
        self.track = False
        arguments = list(arguments)
        if not arguments or arguments[0] in ("-h", "--help"):
            sys.stdout.write(USAGE)
            raise SystemExit(0 if arguments else 2)
        if arguments.pop(0) != "run":
            sys.stderr.write(USAGE)
            raise SystemExit(2)
        while arguments and arguments[0].startswith("-") and self.module is None:
            self._take(arguments)
        if self.module is None and not arguments:
            fail("no program is named; see python3 -m holdfast --help")
        self.script = None if self.module is not None else arguments.pop(0)
        self.arguments = arguments

    def _take(self, arguments):
        option = arguments.pop(0)
        if option in ("-h", "--help"):
            sys.stdout.write(USAGE)
            raise SystemExit(0)
        if option == "--track":
            self.track = True
            return
        option, equals, value = option.partition("=") if option.startswith("--") else (option, "", "")
        if option not in ("--every", "-o", "--values", "-m"):
            fail(f"there is no option {option}; see python3 -m holdfast --help")
        if not equals:
            if not arguments:
                fail(f"{option} wants a value")
            value = arguments.pop(0)
        try:
            self._set(option, value)
        except ValueError:
            fail(f"{option} wants a positive number, not {value!r}")

    def _set(self, option, value):
        if option == "-o":
            self.folder = value
        elif option == "-m":
            self.module = value
        elif option == "--values":
            self.values = int(value)
            if self.values < 0:
                raise ValueError
        else:
            self.every = float(value)
            if not 0 < self.every <= _thread.TIMEOUT_MAX:
                raise ValueError

    def name(self):
        name = self.module or os.path.splitext(os.path.basename(os.path.normpath(self.script)))[0]
        return name or "program"


class Recorder:
    """Numbers the dumps of one process. A process that the program forks off has numbers of its own."""

    def __init__(self, options):
        self.pid = os.getpid()
        self.folder = os.path.abspath(options.folder or f"holdfast-{options.name()}-{self.pid}")
        self.values = options.values
        self.every = options.every
        self.track = options.track
        self.n = 0

    def start(self):
        try:
            os.makedirs(self.folder, exist_ok=True)
        except OSError as error:
            fail(f"cannot make the folder {self.folder}: {error.strerror}", 3)
        if hasattr(signal, "SIGUSR2"):
            signal.signal(signal.SIGUSR2, lambda *_: self.write("signal"))
        atexit.register(self.at_exit)
        if self.track:
            try:
                holdfast.track()
            except NotImplementedError as error:
                fail(error, 3)
        self.write("start")
        if self.every is not None:
            _thread.start_new_thread(self.keep_pace, ())

    def write(self, why, **options):
        self.n += 1
        pid = os.getpid()
        name = f"{self.n:04}-{why}.hfdump" if pid == self.pid else f"{pid}-{self.n:04}-{why}.hfdump"
        path = os.path.join(self.folder, name)
        try:
            holdfast.dump(path, values=self.values, **options)
        except OSError as error:
            try:
                sys.stderr.write(f"holdfast: cannot write {path}: {error.strerror}\n")
            except (AttributeError, OSError, ValueError):  # the program closed it
                pass

    def keep_pace(self):
        never = _thread.allocate_lock()
        never.acquire()
        while not never.acquire(True, self.every):
            self.write("timer", fork=True)

    def at_exit(self):
        if os.getpid() == self.pid:
            self.write("exit")


def find_script(path):
    """(function that returns the code, attributes of __main__, first entry of sys.path) of a file, or of a folder or zip
    file with a __main__."""
    full = os.path.abspath(path)
    importer = pkgutil.get_importer(full)
    if importer is not None and not (os.path.isfile(path) and type(importer).__name__ == "FileFinder"):
        sys.path.insert(0, full)
        spec = importer.find_spec("__main__")
        sys.path.pop(0)
        if spec is None:
            fail(f"{path} has no __main__ module", 1)
        attributes = {"__spec__": spec, "__file__": spec.origin, "__loader__": spec.loader, "__package__": ""}
        return lambda: spec.loader.get_code("__main__"), attributes, full
    try:
        with io.open_code(full) as file:
            source = file.read()
    except OSError as error:
        fail(f"can't open file {path!r}: {error.strerror}", 2)
    from importlib.machinery import SourceFileLoader
    attributes = {"__file__": full, "__loader__": SourceFileLoader("__main__", full)}
    return lambda: compile(source, full, "exec", dont_inherit=True), attributes, os.path.dirname(os.path.realpath(full))


def find_module(name):
    sys.path.insert(0, os.getcwd())
    spec = None
    try:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.submodule_search_locations is not None:
            name += ".__main__"
            spec = importlib.util.find_spec(name)
    except (ImportError, ValueError) as error:
        fail(f"cannot find the module {name}: {error}", 1)
    finally:
        sys.path.pop(0)
    if spec is None or spec.loader is None:
        fail(f"No module named {name}", 1)
    attributes = {"__spec__": spec, "__file__": spec.origin, "__loader__": spec.loader, "__package__": spec.parent,
                  "__cached__": spec.cached}
    return lambda: spec.loader.get_code(name), attributes, os.getcwd()


MAIN_FILE = os.path.join(os.path.dirname(__file__), "__main__.py")


def without_us(traceback):
    """The part of a traceback that begins in the program. Our frames are the outermost ones."""
    at = traceback
    while at is not None and (at.tb_frame.f_code.co_filename in (__file__, MAIN_FILE)
                              or at.tb_frame.f_globals.get("__name__") == "runpy"):
        at = at.tb_next
    return at


def execute(get_code, attributes):
    """Runs the program. An exception goes on to the interpreter, which does with it what it always does, but prints the
    program's part of the traceback alone."""
    module = types.ModuleType("__main__")
    module.__builtins__ = sys.modules["builtins"]
    module.__dict__.update({"__package__": None, "__spec__": None, "__cached__": None, **attributes})
    module.__annotations__ = {}
    sys.modules["__main__"] = module
    try:
        exec(get_code(), module.__dict__)
    except BaseException:
        hook = sys.excepthook

        def print_exception(kind, value, traceback):
            traceback = without_us(traceback)
            hook(kind, value.with_traceback(traceback), traceback)

        sys.excepthook = print_exception
        raise


def main(arguments):
    options = Options(arguments)
    recorder = Recorder(options)
    first = sys.path[0] if sys.path else None
    if options.module is not None:
        get_code, attributes, path = find_module(options.module)
        sys.argv[:] = [attributes["__file__"], *options.arguments]
    else:
        get_code, attributes, path = find_script(options.script)
        sys.argv[:] = [options.script, *options.arguments]
    if not getattr(sys.flags, "safe_path", False) and first is not None:
        sys.path[0] = path
    recorder.start()
    execute(get_code, attributes)
