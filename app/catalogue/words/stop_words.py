"""Stop words: words that nearly every text has. They count only inside phrases.

English: Porter's list (https://snowballstem.org/algorithms/english/stop.txt), without words that name or distinguish
things (us, against), and with some that questions begin with. French, German, Russian: articles, prepositions and
conjunctions of the same project's lists that are no English words or names.
"""

_ENGLISH = """
i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its
itself they them their theirs themselves what which who whom whose this that these those am is are was were be been
being have has had having do does did doing would should could ought will can cannot might shall a an the and but if
or because as until while of at by for with about between into through during before after above below to from up down
in out on off over under again further then once here there when where why how all any both each few more most other
some such no nor not only own same so than too very s t really ever please tell show
"""
_OTHERS = """
le la les un une des du de et en au aux dans pour sur avec par qui que
der das und dem den ein eine einer eines von vom zu zum zur mit auf fur im
и в во на с со к ко о об от до по за из у не что как это для при г год года году
"""
STOP_WORDS = frozenset((_ENGLISH + _OTHERS).split())
"""Folded: without marks on letters."""
