# SPDX-License-Identifier: Apache-2.0
"""An Erlang crash dump for make_seeds.py, with a term of each kind, as OTP 25 writes them."""

DUMP = """=erl_crash_dump:0.5
Mon Nov 23 04:19:22 2026
Slogan: the test's crash dump
System version: Erlang/OTP 25 [erts-13.1.5] [source] [64-bit] [smp:2:2]
Atoms: 6326
=memory
total: 13392704
=proc:<0.9.0>
State: Waiting
Name: shop
Spawned as: init:start/2
Program counter: 0x00007f4f4116fb70 (shop:loop/1 + 80)
=proc:<0.80.0>
State: Running
Program counter: 0x00007f4f411705a4 (shop:'-main/0-fun-4-'/0 + 68)
=ets:<0.9.0>
Slot: 139978144215784
Table: cache
Name: cache
Objects: 50
Words: 1005
=proc_messages:<0.80.0>
H7F4F33000100:N
A5:hello:N
=proc_dictionary:<0.9.0>
H7F4F33000010
H7F4F339999F0
=proc_stack:<0.9.0>
y0:H7F4F33000020
y1:A8:infinity
0x00007f4f3397a8e0:SReturn addr 0x41003B80 (proc_lib:init_p_do_apply/3 + 192)
y0:H7F4F33000050
y1:SCatch 0x41003B9E (proc_lib:init_p_do_apply/3 + 222)
=proc_heap:<0.9.0>
7F4F33000010:t3:A5:cache,H7F4F33000020,N
7F4F33000020:lH7F4F33000030|H7F4F33000040
7F4F33000030:t4:A4:leak,I-7,H7F4F33000080,H7F4F33000070
7F4F33000040:lA7:a,b|c:d|P<0.80.0>
7F4F33000050:Mf2:H7F4F33000060:H7F4F33000030,I5
7F4F33000060:t2:A1:a,A1:b
7F4F33000070:F1A:1.50000000000000000000e+00
7F4F33000080:Yc561AD59C86F8:0:1F4
7F4F33000090:Ys561AD59C86F8:A:C8
7F4F330000A0:Yh4:Uk9PVA==
7F4F330000B0:B-1180591620717411303424
7F4F330000C0:Mh20:2:H7F4F330000D0,H7F4F33000060
7F4F330000D0:Mn2:H7F4F33000040,H7F4F33000060
7F4F330000E0:E12:g3FkAAVsaXN0c2QAA21hcGEC
7F4F33000030:t4:A4:leak,I-7,H7F4F33000080,H7F4F33000070
=proc_heap:<0.80.0>
7F4F33000100:t0:
7F4F33000110:t3:I1,I2,H7F4F42E10010
7F4F33000120:lH7F4F33000120|H7F4F33000110
=literals
7F4F42E10000:lI108|N
7F4F42E10010:t2:A4:unix,A5:linux
=persistent_terms
A2:pt|H7F4F42E10010
H7F4F42E10000|A9:undefined
=binary:561AD59C86F8
1F4:aGVsbG8sIHdvcmxkIGFuZCBhbGwgdGhlIG90aGVycyB0aGF0IGFyZSBoZXJlIHRvZGF5IGFuZCB3aGF0IGVsc2UgdGhlcmUgbWF5IGJlIHRoZW4=
=fun
Module: erl_lint
=end
"""


def seeds():
    return {"erlang.dump": DUMP.encode()}
