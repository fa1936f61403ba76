# Nokia, "7450 ESS, 7750 SR, and VSR RADIUS Attributes Reference Guide": Alc-Subscriber-QoS-Override sets the rates of
# queue 1 of the SLA profile in kbit/s, e for egress (to the subscriber), i for ingress. One way of naming the session is
# used, as the guide advises: Acct-Session-Id.
name = nokia-sr
title = Nokia 7750 SR, 7450 ESS, VSR
description = Enhanced subscriber management on SR OS. The subscriber profile "demarc" and the SLA profiles "demarc" and "demarc-garden" must be there, with queue 1 in both directions; rates override that queue in kbit/s. Accounting needs session-id-format number, orders a radius-server-policy with "accept-coa". A plan that becomes unlimited ends the session.
dynamic_authorization = coa

[accept]
Alc-Subsc-ID-Str = {username}
Alc-Subsc-Prof-Str = demarc
Alc-SLA-Prof-Str = demarc
Alc-Subscriber-QoS-Override ?= e:q:1:pir={down_kbit},cir={down_kbit}
Alc-Subscriber-QoS-Override ?= i:q:1:pir={up_kbit},cir={up_kbit}

[garden]
Alc-Subsc-ID-Str = {username}
Alc-Subsc-Prof-Str = demarc
Alc-SLA-Prof-Str = demarc-garden

[identify]
Acct-Session-Id

[change]
Alc-Subscriber-QoS-Override = e:q:1:pir={down_kbit},cir={down_kbit}
Alc-Subscriber-QoS-Override = i:q:1:pir={up_kbit},cir={up_kbit}
