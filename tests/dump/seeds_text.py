# SPDX-License-Identifier: Apache-2.0
"""Small dumps of one entry a line, for make_seeds.py."""

SPIDERMONKEY = """# Roots.
0x1000 B pinned atom
0x2000 B GJS global object
0x2000 B exact-Object
0x2000 B exact-Object
0x2010 G XPCNativeInterface::mMembers
0x9990 B vector element
# Weak maps.
WeakMapEntry map=(nil) key=0x2010 keyDelegate=0x2010 value=0x2020
WeakMapEntry map=0x2000 key=(nil) keyDelegate=0x2000 value=0x9999
==========
# zone 0x5610
# arena allockind=26 size=40
0x1000 B string <atom: length 4> It's
0x1010 B substring <dependent: length 400> caf\\u00e9 \\x41 cut
0x1020 B string <fat inline: length 3> a\\nb\r
# realm <unknown> [in compartment 0x1, zone 0x5610]
# arena allockind=2 size=152
0x2000 B GjsGlobal <unknown object>
> 0x3000 B shape
> 0x2010 B app
> 0x2030 B objectElements[3]
> 0x2010 B **UNKNOWN SLOT 5**
> 0x1010 B two > words
0x2010 B Object <unknown object>
> 0x3010 B shape
> 0x2010 B self
0x2020 G Object <unknown object>
0x2030 B Array <unknown object>
> 0x2040 B objectElements[0]
> 0x7777 B objectElements[1]
0x2040 B Function Session
> 0x3040 B script
0x2010 B Object again
> 0x2020 B left
# arena allockind=9 size=32
0x3000 B shape
0x3010 B shape
> 0x3020 B base
0x3020 B base_shape
> 0x3030 B baseshape_proto
0x3030 B Object <unknown object>
> 0x2040 B constructor
0x3040 W script app.js:12
no line of the format
"""

CYCLES = """# WantAllTraces=false
WeakMapEntry map=(nil) key=0x2010 keyDelegate=0x2010 value=0x2020
IncrementalRoot 0x2000
0x1000 [rc=3] nsDocument normal (xhtml) about:blank
> 0x1010 mFirstChild
> 0x2000 Preserved wrapper
0x1010 [rc=1] FragmentOrElement (xhtml) div
> 0x1000 [via hash] mOwner
0x1020 [rc=4294967295] nsGlobalWindow
> 0x7777 mGone
0x2000 [gc.marked] JS Object (Window)
> 0x2010 app
0x2010 [gc] JS Object (Function - work)
0x2020 [gc] JS Scope
0x2020 [gc] JS Scope
> 0x1000 left
==========
0x1000 [known=1]
0x1010 [garbage]
"""

JSC = """{"version":3,"type":"Inspector","nodes":[0,0,0,0,5,192,1,0,8,44,2,1,9,28,3,2,9,1,1,1,12,17,4,0,13,16,99,0],
"nodeClassNames":["<root>","GlobalObject","Structure","LeakNode","string"],
"edges":[0,5,0,0,0,12,0,0,5,9,1,0,5,9,2,7,5,8,0,0,9,12,1,1,9,13,3,2,12,777,0,0,13,9,9,99],
"edgeTypes":["Internal","Property","Index","Variable"],"edgeNames":["leaks","two words","i"]}
"""

JSC_GC = """{"version":2,"type":"GCDebugging","nodes":[0,0,0,0,0,"0x0","0x0",5,192,1,2,1,"0x7f01","0x0",9,28,2,0,0,"0x7f02","0x7f03"],
"nodeClassNames":["<root>","Window","Object"],"edges":[0,5,0,0,5,9,1,0],"edgeTypes":["Internal","Property","Index","Variable"],
"edgeNames":["app"],"labels":["","x"],"roots":[5,1,0]}
"""


def seeds():
    return {"jsc.json": JSC.encode(), "jsc-gc.json": JSC_GC.encode(), "gjs.heap": SPIDERMONKEY.encode(), "cc-edges.log": CYCLES.encode()}
