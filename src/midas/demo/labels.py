"""What CPV calls the codes the demo uses that are finer than the groups Midas ships with.

Source: Regulation (EC) No 213/2008, Annex I, in English; checked on 2026-11-24 as `midas.rules.cpv_2008`. A line is
a code and its label; an indented line goes on with the label before it.
"""

from __future__ import annotations

TABLE = """
09331000 Solar panels
09332000 Solar installation
15130000 Meat products
15235000 Preserved fish
15330000 Processed fruit and vegetables
15540000 Cheese products
15810000 Bread products, fresh pastry goods and cakes
15820000 Rusks and biscuits; preserved pastry goods and cakes
15850000 Pasta products
15860000 Coffee, tea and related products
15894000 Processed food products
15960000 Malt beer
15980000 Non-alcoholic beverages
19520000 Plastic products
22460000 Trade-advertising material, commercial catalogues and manuals
24320000 Basic organic chemicals
24910000 Glues
24962000 Water-treatment chemicals
30213200 Tablet computer
30232130 Colour graphics printers
31158000 Chargers
31214000 Switchgear
31712347 Power or solar diodes
32420000 Network equipment
32428000 Network upgrade
33112000 Echo, ultrasound and doppler imaging equipment
33124110 Diagnostic systems
33140000 Medical consumables
33141620 Medical kits
33141720 Walking aids
33192000 Medical furniture
33192100 Beds for medical use
33195000 Patient-monitoring system
33196000 Medical aids
33199000 Medical clothing
33695000 All other non-therapeutic products
33741300 Hand sanitizer
34144700 Utility vehicles
34210000 Vehicle bodies
34221000 Special-purpose mobile containers
34223330 Mobile units on trailers
34430000 Bicycles
34922100 Road markings
34926000 Car park control equipment
34928480 Waste and rubbish containers and bins
35110000 Firefighting, rescue and safety equipment
35120000 Surveillance and security systems and devices
38434000 Analysers
39130000 Office furniture
39160000 School furniture
39534000 Industrial carpeting
39830000 Cleaning products
42416100 Lifts
42520000 Ventilation equipment
42662000 Welding equipment
42670000 Parts and accessories of machine tools
42961100 Access control system
44112600 Sound insulation
44212000 Structural products and parts except prefabricated buildings
44316500 Smiths' wares
44530000 Fasteners
44611000 Tanks
44810000 Paints
45111100 Demolition work
45112600 Cut and fill
45112700 Landscaping work
45210000 Building construction work
45213320 Construction work for buildings relating to railway transport
45214200 Construction work for school buildings
45223100 Assembly of metal structures
45232400 Sewer construction work
45233141 Road-maintenance works
45236000 Flatwork
45260000 Roof works and other special trade construction works
45261215 Solar panel roof-covering work
45261420 Waterproofing work
45261900 Roof repair and maintenance work
45262100 Scaffolding work
45262670 Metalworking
45262680 Welding
45262700 Building alteration work
45310000 Electrical installation work
45312100 Fire-alarm system installation work
45330000 Plumbing and sanitary works
45331000 Heating, ventilation and air-conditioning installation work
45331200 Ventilation and air-conditioning installation work
45420000 Joinery and carpentry installation work
45421112 Installation of window frames
45421152 Installation of partition walls
45421153 Installation of built-in furniture
45432100 Floor laying and covering work
45442000 Application work of protective coatings
45442100 Painting work
45442200 Application work of anti-corrosive coatings
45442300 Surface-protection work
45453100 Refurbishment work
48180000 Medical software package
48611000 Database software package
48814000 Medical information systems
50110000 Repair and maintenance services of motor vehicles and associated equipment
50111000 Fleet management, repair and maintenance services
50116500 Tyre repair services, including fitting and balancing
50117100 Motor vehicle conversion services
50232000 Maintenance services of public-lighting installations and traffic lights
50312600 Maintenance and repair of information technology equipment
50413200 Repair and maintenance services of firefighting equipment
50421000 Repair and maintenance services of medical equipment
50530000 Repair and maintenance services of machinery
50610000 Repair and maintenance services of security equipment
50711000 Repair and maintenance services of electrical building installations
50720000 Repair and maintenance services of central heating
50750000 Lift-maintenance services
51110000 Installation services of electrical equipment
51611100 Hardware installation services
55520000 Catering services
55523000 Catering services for other enterprises or other institutions
55524000 School catering services
60120000 Taxi services
60161000 Parcel transport services
60180000 Hire of goods-transport vehicles with driver
60182000 Hire of industrial vehicles with driver
63121000 Storage and retrieval services
63121100 Storage services
63521000 Freight transport agency services
63712400 Parking services
66171000 Financial consultancy services
71220000 Architectural design services
71242000 Project and design preparation, estimation of costs
71310000 Consultative engineering and construction services
71314000 Energy and related services
71315200 Building consultancy services
71320000 Engineering design services
71530000 Construction consultancy services
71620000 Analysis services
71621000 Technical analysis or consultancy services
71630000 Technical inspection and testing services
72212000 Programming services of application software
72212931 Training software development services
72224000 Project management consultancy services
72260000 Software-related services
72262000 Software development services
72266000 Software consultancy services
72267000 Software maintenance and repair services
72315200 Data network management services
72413000 World wide web (www) site design services
72415000 World wide web (www) site operation host services
73111000 Research laboratory services
77310000 Planting and maintenance services of green areas
79310000 Market research services
79330000 Statistical services
79341000 Advertising services
79342000 Marketing services
79411000 General management consultancy services
79415200 Design consultancy services
79418000 Procurement consultancy services
79419000 Evaluation consultancy services
79421000 Project-management services other than for construction work
79530000 Translation services
79620000 Supply services of personnel including temporary staff
79624000 Supply services of nursing personnel
79632000 Personnel-training services
79710000 Security services
79711000 Alarm-monitoring services
79810000 Printing services
79822500 Graphic design services
79921000 Packaging services
79952000 Event services
79993100 Facilities management services
79998000 Coaching services
80420000 E-learning services
80531200 Technical training services
80560000 Health and first-aid training services
85144100 Residential nursing care services
85145000 Services provided by medical laboratories
85147000 Company health services
85311000 Social work services with accommodation
85311300 Welfare services for children and young people
85312320 Counselling services
85323000 Community health services
90510000 Refuse disposal and treatment
90514000 Refuse recycling services
90524000 Medical waste services
90610000 Street-cleaning and sweeping services
90650000 Asbestos removal services
90910000 Cleaning services
90911300 Window-cleaning services
92111000 Motion picture and video production services
98310000 Washing and dry-cleaning services
98341140 Caretaker services
"""


def labels() -> dict[str, str]:
    """The labels by their eight-digit codes."""
    found: dict[str, str] = {}
    for line in TABLE.strip().splitlines():
        if line.startswith(" "):
            found[next(reversed(found))] += " " + line.strip()
        else:
            code, name = line.split(" ", 1)
            found[code] = name
    return found
