using static App.Tests.Harness;

namespace App.Tests;

public static class ProductTests
{
    public static void Add()
    {
        Test("One round is work only", () => Equal("{{workname}}", Names(Intervals.Lay(0, 30, 10, 1))));
        Test("There is no rest after the last round", () => Equal("{{workname}}, {{restname}}, {{workname}}", Names(Intervals.Lay(0, 30, 10, 2))));
        Test("Eight rounds of 20 and 10 seconds last 230 seconds", () => Equal(230, Intervals.Lay(0, 20, 10, 8).Total));
        Test("Getting ready comes first", () => Equal(new Phase("Get ready", 0, 0, 5), Intervals.Lay(5, 20, 10, 2).Phases[0]));
        Test("Without rest the work goes on", () => Equal(2, Intervals.Lay(0, 20, 0, 2).Phases.Count));
        Test("Phases follow each other without gaps", () =>
        {
            var plan = Intervals.Lay(3, 7, 4, 5);
            for (var i = 1; i < plan.Phases.Count; i++)
            {
                Equal(plan.Phases[i - 1].Start + plan.Phases[i - 1].Seconds, plan.Phases[i].Start);
            }
        });
        Test("A phase ends when the next one begins", () => Equal("{{restname}}", Intervals.At(Intervals.Lay(0, 20, 10, 2), 20)?.Name));
        Test("At the end nothing is on", () => Equal(null, Intervals.At(Intervals.Lay(0, 20, 10, 1), 20)));
        Test("No work is refused", () => Refused(() => Intervals.Lay(0, 0, 10, 1)));
        Test("No rounds are refused", () => Refused(() => Intervals.Lay(0, 20, 10, 0)));
    }

    private static string Names(Plan plan) => string.Join(", ", plan.Phases.Select(p => p.Name));
}
