# Huawei, "RADIUS Attributes Defined by Huawei+1.1": 2 and 5 are the committed, 3 and 6 the peak rate, in bit/s; a peak
# rate needs its committed one beside it, and a CoA that lowers only the committed one leaves the old peak (knowledge
# base ETC0001084741). Both 0: no limit, unless "user-qos cir-zero" says otherwise. 32 bits hold up to 4294 Mbit/s.
name = huawei
title = Huawei ME60, NE40E, NetEngine 8000
description = BRAS on VRP. Rates up to 4294 Mbit/s travel as committed and peak rate in bit/s, 0 is unlimited; the walled garden also sets the user group "demarc-garden" (Filter-Id). Orders need "radius-server authorization" with the shared key.
dynamic_authorization = coa

[accept]
Huawei-Input-Average-Rate ?= {up_bit|0}
Huawei-Input-Peak-Rate ?= {up_bit|0}
Huawei-Output-Average-Rate ?= {down_bit|0}
Huawei-Output-Peak-Rate ?= {down_bit|0}

[garden]
Filter-Id = demarc-garden
Huawei-Input-Average-Rate = {up_bit|1000000}
Huawei-Input-Peak-Rate = {up_bit|1000000}
Huawei-Output-Average-Rate = {down_bit|1000000}
Huawei-Output-Peak-Rate = {down_bit|1000000}

[identify]
Acct-Session-Id
User-Name

[change]
Huawei-Input-Average-Rate = {up_bit|0}
Huawei-Input-Peak-Rate = {up_bit|0}
Huawei-Output-Average-Rate = {down_bit|0}
Huawei-Output-Peak-Rate = {down_bit|0}
