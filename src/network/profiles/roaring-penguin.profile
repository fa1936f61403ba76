# Kbit/s (FreeRADIUS's dictionary.roaringpenguin). ocserv reads them too since it has rx- and tx-data-per-sec by RADIUS; iKuai
# routers take the same numbers in another unit.
name = roaring-penguin
title = Roaring Penguin PPPoE
description = PPPoE servers that read Roaring Penguin's speed limits, in kbit/s. They take no orders; changes wait for the next login.
dynamic_authorization = none

[accept]
RP-Upstream-Speed-Limit ?= {up_kbit}
RP-Downstream-Speed-Limit ?= {down_kbit}

[garden]
RP-Upstream-Speed-Limit = {up_kbit|1000}
RP-Downstream-Speed-Limit = {down_kbit|1000}
