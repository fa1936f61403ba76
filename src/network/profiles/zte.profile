# ZTE's guides for these are not public. Number and type of the attributes: FreeRADIUS's dictionary.zte. The unit: most
# open RADIUS servers for ZTE send bit/s (TeamsACS, ToughRADIUS), some kbit/s: try it on one line first, and copy this
# profile with {up_kbit} and {down_kbit} where yours counts kbit/s.
name = zte
title = ZTE ZXR10 T600, M6000
description = BRAS on ZXROS. Rates travel in bit/s (try one line first: some releases count kbit/s; then copy this profile). The domain "demarc-garden" (ZTE-Context-Name) must be there for the walled garden. A change of the rate ends the session by Disconnect-Request.
dynamic_authorization = disconnect

[accept]
ZTE-Rate-Ctrl-SCR-Up ?= {up_bit}
ZTE-Rate-Ctrl-SCR-Down ?= {down_bit}

[garden]
ZTE-Context-Name = demarc-garden
ZTE-Rate-Ctrl-SCR-Up = {up_bit|1000000}
ZTE-Rate-Ctrl-SCR-Down = {down_bit|1000000}

[identify]
Acct-Session-Id
User-Name
