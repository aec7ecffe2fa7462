# SPDX-License-Identifier: AGPL-3.0-or-later
"""The communes of the collectivities that the official places leave out: 975, 977, 978, 986, 987, 988.

Codes are INSEE's; postcodes those of the local posts where they are sure; points, in degrees (WGS 84), are
the town halls of New Caledonia in the Base Adresse Nationale (Licence Ouverte 2.0) and the main towns of
Saint-Pierre-et-Miquelon, Saint-Barthélemy and Saint-Martin, to about a hundred metres.
"""

# code | name | postcodes | latitude longitude
TABLE = """
97501|Miquelon-Langlade|97500|47.100 -56.378
97502|Saint-Pierre|97500|46.781 -56.176
97701|Saint-Barthélemy|97133|17.896 -62.850
97801|Saint-Martin|97150|18.068 -63.083
98611|Alo||
98612|Sigave||
98613|Uvea|98600|
98711|Anaa||
98712|Arue|98701|
98713|Arutua||
98714|Bora-Bora|98730|
98715|Faaa|98704|
98716|Fakarava||
98717|Fangatau||
98718|Fatu-Hiva||
98719|Gambier||
98720|Hao||
98721|Hikueru||
98722|Hitiaa O Te Ra||
98723|Hiva-Oa||
98724|Huahine||
98725|Mahina|98709|
98726|Makemo||
98727|Manihi||
98728|Maupiti||
98729|Moorea-Maiao||
98730|Napuka||
98731|Nuku-Hiva||
98732|Nukutavake||
98733|Paea|98711|
98734|Papara|98712|
98735|Papeete|98714 98713|
98736|Pirae|98716|
98737|Pukapuka||
98738|Punaauia|98718|
98739|Raivavae||
98740|Rangiroa||
98741|Rapa||
98742|Reao||
98743|Rimatara||
98744|Rurutu||
98745|Tahaa||
98746|Tahuata||
98747|Taiarapu-Est||
98748|Taiarapu-Ouest||
98749|Takaroa||
98750|Taputapuatea||
98751|Tatakoto||
98752|Teva I Uta||
98753|Tubuai||
98754|Tumaraa||
98755|Tureia||
98756|Ua-Huka||
98757|Ua-Pou||
98758|Uturoa|98735|
98801|Belep|98811|-19.720 163.639
98802|Bouloupari|98812|-21.881 166.138
98803|Bourail|98870|-21.519 165.426
98804|Canala|98813|-21.514 165.988
98805|Dumbéa|98835 98830 98836 98837 98839|-22.167 166.457
98806|Farino|98881|-21.648 165.757
98807|Hienghène|98815|-20.728 164.838
98808|Houaïlou|98816 98838|-21.310 165.576
98809|L'Île-des-Pins|98832|-22.643 167.493
98810|Kaala-Gomen|98817|-20.666 164.396
98811|Koné|98859 98860|-21.074 164.869
98812|Koumac|98850|-20.496 164.335
98813|La Foa|98880|-21.747 165.871
98814|Lifou|98820 98884 98885|-21.000 167.425
98815|Maré|98828 98878|-21.501 167.932
98816|Moindou|98819|-21.642 165.635
98817|Le Mont-Dore|98809 98810 98874 98875 98876|-22.250 166.573
98818|Nouméa|98800|-22.263 166.446
98819|Ouégoa|98821|-20.410 164.494
98820|Ouvéa|98814|-20.562 166.401
98821|Païta|98889 98840 98890|-22.052 166.292
98822|Poindimié|98822|-20.931 165.199
98823|Ponérihouen|98823|-21.110 165.332
98824|Pouébo|98824|-20.399 164.591
98825|Pouembout|98825|-21.132 164.901
98826|Poum|98826|-20.200 164.068
98827|Poya|98827 98877|-21.325 165.192
98828|Sarraméa|98882|-21.616 165.817
98829|Thio|98829|-21.722 166.269
98830|Touho|98831|-20.803 165.152
98831|Voh|98833 98883|-20.894 164.742
98832|Yaté|98834|-22.085 166.727
98833|Kouaoua|98818|-21.454 165.762
"""
