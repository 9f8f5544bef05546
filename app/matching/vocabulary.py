"""Words in names that are no names: titles, ranks, offices, particles, generations; short forms of given names."""


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _listed(
    """
    admiral adm airman ambassador amb archbishop archduke ayatollah baron baroness bey bishop brig brigadier cadet
    capt captain cardinal cdr chairman chairwoman chancellor chief charge cmdr col colonel commander commandant
    commanding commissioner commodore comrade congressman congresswoman consul corporal count countess counselor
    crown cpl dame deputy director doctor don dr duchess duke earl effendi elect emir emperor empress ens ensign
    excellency father field first foreign former gen general generalissimo governor gov hadji hajji his her highness
    hon honorable honourable imam judge justice king lady lieutenant lord lt ltc ltg madam madame mademoiselle maj
    major marchioness marquess marquis marshal master mayor member mgr minister miss mister mlle mme monsignor
    monsieur mr mrs ms msgt officer pandit pasha petty pope premier pres president presidentelect prime prince
    princess private prof professor provisional pvt queen rabbi rear reis rep representative rev reverend right
    saint secretary sen senator senor senora sergeant sgt shah shaikh shaykh sheik sheikh shri sir specialist
    speaker spokesman sri staff state sultan taoiseach technical under vadm vice viscount viscountess wing acting
    air royal excellence designate
    """
)
"""Titles, ranks and offices in front of names or behind them, folded."""

OF_A_HUSBAND = _listed("mrs mme madame madam frau senora")
"""With these a name may be that of the husband."""

LINKING = _listed("of and the for in to")
"""Words between the words of titles and of the names of bodies."""

PARTICLES = _listed(
    "al ad as ar an el ul ud bin ben ibn bint abu da das de degli dei del della der di do dos du la las le les lo"
    " los of op te ten ter the und van vom von y zu zum zur st af av ap"
)
"""Small words of family names, which are often left out or joined to the next word."""

GENERATIONS = {
    "jr": 2, "junior": 2, "sr": 1, "senior": 1, "ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7,
    "viii": 8, "ix": 9, "xi": 11, "xii": 12, "xiii": 13, "xiv": 14, "xv": 15, "xvi": 16, "xxiii": 23,
}  # fmt: skip
"""What tells bearers of one name apart. Jr. and II are taken for the same, since print does so."""

_SHORT_FORMS = """
albert al bert; alexander alex alec sandy sasha; alfred al fred; andrew andy drew; anthony tony; arthur art;
benjamin ben; charles charlie chuck carlos karl carl; christopher chris; daniel dan danny; david dave; donald don;
douglas doug; edward ed eddie ned ted; edwin ed; eugene gene; francis frank; franklin frank; frederick fred freddy;
gerald gerry jerry; gregory greg; harold hal harry; henry harry hank enrique henri; herbert herb bert; hubert bert;
james jim jimmy; jeffrey jeff; john jack johnny jon johann hans jan; jonathan jon; joseph joe jose josef giuseppe;
kenneth ken; lawrence larry; leonard len; louis lou lewis; matthew matt; michael mike mikhail mick; nathaniel nat;
nicholas nick; patrick pat; peter pete pyotr petr pierre; philip phil; raymond ray; richard dick rick rich;
robert bob bobby rob; roger rog; ronald ron; samuel sam; stephen steve steven; theodore ted theo; thomas tom tommy;
timothy tim; vernon vern; victor vic; vladimir volodya vlado; walter walt; wilbur will; william bill will willy;
zbigniew zbig; george georgi georges georg jorge giorgios georgios; paul pavel pablo pal; elizabeth liz beth betty;
margaret peggy maggie; katherine kate kathy; barbara barb; susan sue; nikolai nikolay nicolas; yuri iurii georgy
"""


def _by_form() -> dict[str, frozenset[str]]:
    groups = [group.split() for group in _SHORT_FORMS.replace("\n", " ").split(";")]
    by_form: dict[str, set[str]] = {}
    for number, group in enumerate(groups):
        for form in group:
            by_form.setdefault(form, set()).add(str(number))
    return {form: frozenset(numbers) for form, numbers in by_form.items()}


SHORT_FORMS = _by_form()
"""Given names with the numbers of the groups they belong to; names of one group may mean one person."""
