"""What buyers and firms call the things that CPV names stiffly: words by division, group, class or category.

The labels of CPV 2008 are short and formal; notices speak of a minibus run, a SaaS licence or reablement. This table
is this program's own proposal, written on 2026-11-28 from general knowledge of public buying in the United Kingdom,
not from any set of notices; it only helps to suggest codes, and nothing is derived from it.
Jurisdiction: United Kingdom; CPV 2008 (Regulation (EC) No 213/2008, in force since 2008-09-17).

A line: the first digits of a code, then words; an indented line goes on with the one before.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

TABLE = """
031    plants seeds bulbs trees shrubs bedding compost
032    fresh fruit vegetables potatoes salad produce
034    timber logs firewood saplings whips
091    diesel petrol gas oil heating oil kerosene lpg fuel cards red diesel biofuel wood pellets biomass fuel
093    electricity supply energy supply solar panels photovoltaic pv renewable energy heat network
142    gravel aggregates grit rock salt road salt
144    salt de-icing salt road salt winter
151    meat poultry sausages bacon butcher halal
152    fish seafood frozen fish
153    fruit vegetables frozen vegetables juice
155    milk dairy cheese yoghurt butter ice cream
158    groceries bread bakery sandwiches snacks confectionery ambient frozen food provisions foodstuffs ready meals
159    drinks soft drinks bottled water beer wine spirits
161    ploughs mowers seed drills grounds equipment
167    tractor
181    workwear uniform hi-vis ppe personal protective equipment protective clothing overalls gloves
182    coats jackets clothing school uniform
184    sportswear gloves protective gear body armour
188    boots shoes safety footwear
189    bags cases
192    fabric cloth textiles
221    books library books textbooks ebooks
222    newspapers magazines journals subscriptions periodicals
224    forms vouchers leaflets tickets certificates
228    stationery folders exercise books notebooks
229    labels posters calendars maps
241    oxygen nitrogen medical gases bottled gas cylinders
243    chemicals water treatment chemicals chlorine
244    fertiliser
301    franking photocopiers multifunctional devices mfd office supplies toner cartridges stationery
302    laptops desktops tablets pcs printers monitors hardware it equipment devices chromebooks end user devices
311    generators transformers motors standby generator
312    switchgear distribution boards ev charging electric vehicle charge points
313    cable fibre cabling
314    batteries ups
315    lighting street lights led luminaires lanterns lamps columns
316    alarm traffic signals electrical parts
317    semiconductors circuits electronic components electronics
322    radio transmitters tetra body worn video two-way radios
323    cctv cameras audio visual av screens projectors interactive whiteboards displays speakers microphones
324    switches routers wifi wireless access points lan network hardware
325    telephones handsets telephony mobile phones voip pbx
331    medical devices surgical instruments patient monitors ultrasound mri ct x-ray scanner hospital beds dressings
       syringes catheters implants prostheses dental consumables wound care diagnostics defibrillators ventilators
       endoscopy infusion pumps orthopaedic incontinence pads
336    medicines drugs vaccines pharmaceuticals reagents test kits
337    soap toiletries shampoo cosmetics hygiene
339    coffins mortuary
341    cars vans minibuses lorries trucks fleet vehicles refuse collection vehicles ambulance fire engines electric
       vehicles vehicle purchase
342    trailers tippers bodywork conversion
343    tyres vehicle parts spares
344    motorcycles bicycles e-bikes bikes
345    boats ships vessels ferry lifeboat
346    trains locomotives rolling stock trams
347    aircraft helicopters drones uav satellites
349    bollards signs traffic signs road markings bus shelters parking equipment spare parts car parks cycle racks
351    fire extinguishers fire alarms security equipment access control door entry smoke detectors cctv intruder
       alarms barriers
352    police riot equipment
353    guns ammunition weapons rifles
354    armoured vehicles military vehicle spares
355    warship naval marine spares submarine
356    military aircraft missiles fighter
357    military electronics radar
358    uniforms military clothing body armour helmets
373    musical instruments pianos
374    gym equipment fitness equipment sports equipment
375    toys games play equipment playground
378    art materials craft
381    gps navigation weather radar
382    geophysical survey instruments
383    meters gauges scales
384    spectrometers laboratory instruments analysers chromatography mass
385    microscopes testing equipment simulator
386    microscopes cameras lenses projectors
387    parking meters pay and display machines clocking ticket machines
388    control systems scada building management telemetry
391    desks chairs tables beds furniture office furniture classroom furniture school furniture shelving
392    carpets curtains blinds furnishings tableware crockery mattress
393    catering equipment kitchen equipment water coolers shop fittings
395    linen bedding towels tents flags
397    fridges freezers washing machines white goods cookers dishwashers vacuum
398    cleaning products detergents disinfectants janitorial bin bags polish
421    engines turbines pumps valves compressors
422    food processing machinery ovens
424    lifts cranes hoists forklift escalators conveyors platform lifts
425    air conditioning chillers fans ventilation heat pumps refrigeration hvac
426    lathes cnc milling machines presses laser cutter welding machines 3d printers
428    paper machinery
429    compactors balers filters water treatment plant vending machines
432    excavators diggers loaders
433    plant machinery rollers mixers gritters snow
438    workshop tools equipment
441    building materials timber doors windows kitchens insulation pipes tiles bricks plasterboard asphalt plumbing
442    bridges steelwork modular buildings portable buildings prefabricated cabins sheds greenhouses structural steel
443    cable wire wire products
444    litter bins wheelie bins road salt bins bathrooms stairs ladders signage castings baths
445    tools locks keys hinges fixings ironmongery fasteners springs nuts bolts screws
446    tanks boilers radiators bins containers skips
448    paint varnish sealant
449    stone slate kerbs paving
45     construction works building works contractor refurbishment build civil engineering main contractor jct nec
451    demolition site clearance groundworks ground investigation earthworks boreholes asbestos removal test drilling
452    new build school extension housing development homes refurbishment roads highways resurfacing footways bridges
       drainage sewers flood defences sea wall culvert pitch sports pavilion public realm car park playground swimming
       pool railway tunnel pipeline affordable housing classrooms hospital ward fire station surfacing modular building
45233  highway carriageway resurfacing surface dressing footway cycleway junction traffic calming road improvement
       kerbs potholes
4524   coastal harbour quay dredging flood embankment weir river dam
4526   roofing roof replacement re-roofing flat roof scaffolding stonework damp proofing masonry repointing concrete
453    heating boiler replacement rewire electrical installation plumbing lift replacement ventilation mechanical and
       electrical m&e insulation fire alarm sprinklers lighting installation cctv installation fencing solar pv
       installation door entry cavity wall external wall retrofit decarbonisation
454    kitchens bathrooms windows doors painting decorating plastering flooring joinery glazing carpentry kitchen
       replacement window replacement fit-out redecoration partitions
455    plant hire with operator crane hire
48     software licences system saas software as a service cloud solution platform application subscription off the
       shelf licence renewal
481    library management system hospital patient record electronic prescribing school management transport planning
       industry specific clinical system case management epr
482    firewall internet network software cyber antivirus
483    document management cad gis mapping scheduling rostering e-rostering
484    finance system erp hr payroll system crm customer relationship e-procurement billing income management invoicing
485    video conferencing contact centre telephony unified communications media
486    database oracle microsoft operating system enterprise agreement azure
487    backup security software antivirus utilities monitoring
488    servers storage data centre data hosting information system
489    software packages educational software computer systems
50     repair servicing maintenance planned preventative maintenance ppm reactive repairs call-out breakdown
501    vehicle maintenance fleet maintenance mot bodywork repair highways maintenance street lighting maintenance tyres
502    aircraft ship rail maintenance refit docking
503    it support hardware maintenance photocopier telephony maintenance audio-visual maintenance server
504    medical equipment maintenance servicing of scanners calibration dialysis x-ray
505    pump boiler maintenance generator maintenance metering weighbridge
506    defence equipment support repair weapons ship
507    boiler servicing gas servicing lift maintenance air conditioning maintenance heating maintenance electrical
       inspection testing fire alarm maintenance legionella water hygiene building fabric hvac eicr landlord gas safety
508    furniture repair playground repair laundry equipment instruments catering equipment repair gates automatic doors
511    installation of electrical equipment
513    installation of network telephony radio equipment
515    installation of machinery
516    installation of computers office equipment
517    installation fire
551    hotel accommodation rooms bed and breakfast temporary accommodation
552    camps hostel holiday residential centres lodging conference
553    restaurant cafe meals food service
555    catering school meals school catering canteen meals on wheels hospitality buffet staff restaurant kiosk
559    shop retail
601    taxi home to school transport minibus coach bus services passenger transport sen transport special educational
       needs transport school transport patient transport haulage dial a ride community transport private hire
       removal
602    rail services train
604    flights air charter helicopter
606    ferry service boat
631    warehousing storage removals freight handling document storage
635    travel management booking tourist visitor tour
637    parking enforcement car park management toll airport port vehicle recovery towing civil enforcement lighthouse
       pilotage bus station
641    postal mail courier parcels delivery franking hybrid mail
642    telecommunications broadband mobile phone contract sim internet connection leased line wan connectivity sms
       messaging telephone lines
651    water supply wholesale
661    banking merchant card payment services investment treasury fund management acquiring
665    insurance broker pension liability cover policy employee benefits actuarial motor property insurance
701    development of land property sale
703    property management estate agent facilities management lettings housing management valuation managing agent
71     architect engineer design survey surveyor consultant feasibility
712    architect architectural design masterplan employer's agent
713    structural engineer civil engineer mechanical electrical consultant technical advice quantity surveyor
       environmental impact geotechnical highway design contaminated land acoustic asbestos consultancy transport
       modelling clerk of works traffic engineering ecological health and safety
714    planning local plan masterplanning landscape architect urban design town planning
715    project management construction management building surveying condition surveys contract administrator cost
       consultancy principal designer building control
716    testing inspection mot calibration surveys water sampling asbestos survey fire risk assessment structural
       testing laboratory analysis certification accreditation
717    monitoring
719    laboratory pathology testing genetics
72     it ict digital technology computing
721    hardware consultancy technical architecture
722    software development website development app development system implementation support integration digital
       transformation agile developers software maintenance programming discovery alpha beta user research
723    data analytics hosting data management database content management data processing migration business
       intelligence dashboards
724    internet website hosting web design cloud hosting internet service provider domain broadband email portal
725    managed service
726    it helpdesk service desk it support technical support cyber security consultancy managed it
727    network support lan wan
728    penetration testing it health check cyber audit
729    disaster recovery
731    research scientific r&d study laboratory research marine survey
732    evaluation research consultancy
733    feasibility study pilot prototype innovation research project technology demonstrator
734    defence research dstl technology military research
751    government policy administration benefits council emergency planning
752    defence police fire prison justice courts probation detention foreign aid programme international development
       offender rehabilitation
753    benefits
761    gas network
771    farm seeds arboriculture plant
772    forestry tree felling harvesting planting woodland arboricultural tree works stump tree surgery
773    grounds maintenance grass cutting landscaping tree maintenance gardening parks maintenance weed control mowing
       horticulture hedges planting cemeteries sports pitches arboricultural
774    zoo
775    kennels stray dogs
79     business services support
791    legal advice solicitors barristers advocacy legal representation conveyancing litigation
792    audit internal audit external auditor accountancy tax vat payroll bookkeeping counter-fraud debt recovery
793    survey market research polling evaluation consultation customer satisfaction opinion statistics marketing
       mystery advertising campaign media buying communications
794    management consultancy strategy business case organisational change programme management public relations
       business support advisory transformation project support leadership
795    call centre telephone answering translation interpreting interpreters mailing secretarial transcription data
       entry archiving photocopying typing
796    recruitment agency staff temporary workers locum supply teachers executive search interim contractors staffing
       employment bank staff nurses payroll personnel
797    security guards manned guarding key holding patrol surveillance cctv monitoring alarm response door supervisors
       tracing close protection bailiff enforcement agents
798    printing print design graphic leaflets bookbinding brochures reprographics ballot papers
799    events conference exhibition collections design travel photography subscription management warehouse fulfilment
       translation debt collection stand trade show museum exhibition
80     education training courses learning teaching
801    primary nursery early years childcare
802    secondary college vocational apprenticeships careers driving alternative provision post-16
803    university degree higher education
804    adult education e-learning tuition esol skills employability driving language tutoring online learning platform
805    training courses staff training leadership development apprenticeship first aid safeguarding coaching workshops
       skills bootcamps health and safety trainer vocational facilitator
806    military training simulation
85     health social care nhs service users patients clinical integrated care
851    hospital gp general practice nursing mental health counselling dental physiotherapy community health ambulance
       diagnostic imaging occupational health pathology sexual health screening therapy primary care pharmacy
       substance misuse drug alcohol treatment patients optometry audiology palliative stop smoking
852    vet veterinary animal
853    home care domiciliary care supported living residential care nursing home foster fostering children young people
       domestic abuse homelessness housing related support advocacy carers day opportunities respite learning
       disabilities befriending family support extra care looked after vulnerable adults reablement social care early
       help youth welfare advice elderly dementia refuge community support direct payments mentoring
90     environmental waste cleaning
904    sewage septic tank emptying drain jetting gully
905    waste collection recycling refuse disposal landfill clinical waste skip hire food waste garden waste household
       waste energy from waste hazardous mattresses fly-tipping composting
906    street cleansing winter maintenance gritting snow clearance gully cleansing graffiti asbestos removal sweeping
907    environmental ecology pollution air quality climate biodiversity habitat conservation flood risk river
       restoration carbon noise sustainability
909    cleaning office cleaning window cleaning pest control laundry school cleaning kitchen deep clean janitorial
       legionella facility disinfection caretaker housekeeping
921    film video production cinema
922    broadcast radio tv programme
923    arts theatre festival performers artists fireworks fair music concert dance public art
924    news media monitoring press
925    museum library archive heritage gallery conservation cultural preservation
926    leisure centre sport swimming management sports coaching fitness recreation golf
981    membership trade union charity association religious
983    laundry dry cleaning funeral cremation hairdressing burial repatriation wellbeing accommodation tailoring
"""


@cache
def words() -> Mapping[str, str]:
    """The words, by the first digits of a code."""
    found: dict[str, str] = {}
    for line in TABLE.strip().splitlines():
        if line.startswith(" "):
            found[next(reversed(found))] += " " + line.strip()
        else:
            digits, said = line.split(maxsplit=1)
            found[digits] = said
    return found
