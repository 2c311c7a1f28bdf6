# SPDX-License-Identifier: Apache-2.0
"""Objects whose every hook writes down that it was called, in memory that a cloned child shares."""
import gc
import mmap
import sys
import threading
import weakref

NAMES = ("__repr__ __str__ __len__ __sizeof__ __getattr__ __setattr__ __delattr__ __eq__ __ne__ __lt__ __bool__ __iter__ __next__ "
         "__getitem__ __get__ __set__ __set_name__ __call__ __missing__ __contains__ __index__ __bytes__ __format__ __dir__ "
         "__reduce__ __reduce_ex__ __copy__ __enter__ __instancecheck__ __subclasscheck__ __subclasses__ __prepare__ __int__ "
         "__length_hint__ __fspath__ __await__ __class_getitem__").split()

calls = mmap.mmap(-1, 1 << 16)  # names, each with a newline


def called(name):
    calls.write((name + "\n").encode())


def taken():
    """The names since the last time; sets out anew."""
    names = calls[:].rstrip(b"\0").decode().split()
    calls.seek(0)
    calls.write(bytes(len(calls)))
    calls.seek(0)
    return names


def trap(name):
    def method(*arguments, **keywords):
        called(name)
        return NotImplemented
    return method


def trapped_class(name, *bases):
    """Made by an ordinary metaclass whose hooks are set once nothing more is made of it."""
    body = {name: trap(name) for name in NAMES if name not in ("__set_name__", "__prepare__")}
    body["__hash__"] = lambda self: called("__hash__") or 1
    body["__getattribute__"] = trap("__getattribute__")
    body["__class__"] = property(trap("__class__"))
    body["__module__"] = property(trap("__module__"))
    body["__del__"] = trap("__del__")
    return type(name, bases, body)


def make():
    """Everything that must not be touched: the caller keeps it, and calls taken() before what is tried."""
    class Meta(type):
        pass

    kept = []
    for base, arguments in ((object, ()), (list, ([1, 2],)), (dict, ({1: 2},)), (str, ("text",)), (int, (5,)), (tuple, ((1,),)),
                            (set, ([1],)), (bytes, (b"x",)), (float, (1.5,)), (Exception, (1,)), (type(sys), ("m",))):
        cls = trapped_class("trapped_" + base.__name__, base)
        instance = base.__new__(cls, *arguments)
        base.__init__(instance, *arguments)
        kept.append(instance)
    of_meta = [Meta("OfMeta", (), {"descriptor": kept[0]}), Meta("OfMeta", (list,), {"__slots__": ("slot",)})]
    kept += [of_meta, [cls() for cls in of_meta], {kept[0]: 1}, {kept[3]}, weakref.ref(kept[0], trap("weakref callback"))]
    for name in [*NAMES, "__getattribute__", "__hash__", "__del__", "mro"]:
        type.__setattr__(Meta, name, trap("meta " + name))
    sys.modules["trapped_module"] = kept[0]
    threading._active[12345] = kept[0]
    gc.callbacks.append(trap("gc.callbacks"))
    return kept


def let_go():
    del sys.modules["trapped_module"], threading._active[12345]
    gc.callbacks.pop()
