"""A claim of the article on trial: what the model finds, what people show, and the verdict."""

import soleus as so

for verdict in so.try_claims(so.find_claims(["constant_tension", "running"])):
    print(f"{verdict.claim.title}: {verdict.grade} ({verdict.score:.2f} of 1)")
    for answer in verdict.answers:
        test, span = answer.test, answer.interval
        wide = f" ({span[0]:.3g} to {span[1]:.3g})" if span else ""
        print(f"  {test.what}: {answer.value:.3g}{wide} {test.unit}")
        print(f"    holds from {test.holds:g}, fails from {test.fails:g}: {test.why}")
        for people in test.people:
            print(f"    people: {people.value:g} {test.unit}, {people.what} ({people.source})")
