# H3C, "RADIUS Attributes": 1 and 2 are the peak and the average rate from the user, 4 and 5 to the user, in bit/s.
name = h3c
title = H3C routers and switches
description = BRAS and access on Comware. Rates up to 4294 Mbit/s travel as average and peak rate in bit/s; the walled garden also sets the user group "demarc-garden". Orders need "radius dynamic-author server" with the shared key; a plan that becomes unlimited ends the session.
dynamic_authorization = coa

[accept]
H3C-Input-Average-Rate ?= {up_bit}
H3C-Input-Peak-Rate ?= {up_bit}
H3C-Output-Average-Rate ?= {down_bit}
H3C-Output-Peak-Rate ?= {down_bit}

[garden]
H3C-User-Group = demarc-garden
H3C-Input-Average-Rate = {up_bit|1000000}
H3C-Input-Peak-Rate = {up_bit|1000000}
H3C-Output-Average-Rate = {down_bit|1000000}
H3C-Output-Peak-Rate = {down_bit|1000000}

[identify]
Acct-Session-Id
User-Name

[change]
H3C-Input-Average-Rate = {up_bit}
H3C-Input-Peak-Rate = {up_bit}
H3C-Output-Average-Rate = {down_bit}
H3C-Output-Peak-Rate = {down_bit}
