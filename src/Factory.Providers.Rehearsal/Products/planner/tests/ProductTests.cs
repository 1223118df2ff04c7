using static App.Tests.Harness;

namespace App.Tests;

public static class ProductTests
{
    public static void Add()
    {
        Test("The first thing begins at the start, without a break", () => Equal(new Slot("a", 540, 600), Lay(540, 720, 15, ("a", 60, 1)).Slots[0]));
        Test("A break stands between two things", () => Equal(new Slot("b", 615, 645), Lay(540, 720, 15, ("a", 60, 1), ("b", 30, 2)).Slots[1]));
        Test("What matters more comes first", () => Equal("b, a", Names(Lay(540, 720, 0, ("a", 30, 2), ("b", 30, 1)))));
        Test("What matters the same keeps its order", () => Equal("a, b", Names(Lay(540, 720, 0, ("a", 30, 1), ("b", 30, 1)))));
        Test("What ends exactly at the end still fits", () => Equal(0, Lay(540, 600, 0, ("a", 60, 1)).Left.Count));
        Test("What is too long is left over", () => Equal("a", Lay(540, 600, 0, ("a", 61, 1)).Left.Single().Title));
        Test("Something shorter may still fit behind it", () => Equal("b", Names(Lay(540, 600, 0, ("a", 61, 1), ("b", 60, 2)))));
        Test("Free time is what nothing takes", () => Equal(120, Lay(540, 720, 0, ("a", 60, 1)).Free));
        Test("An empty day is free", () => Equal(180, Lay(540, 720, 15).Free));
        Test("08:30 is 510 minutes", () => Equal(510, Planner.Minutes("08:30")));
        Test("25:00 is refused", () => Refused(() => Planner.Minutes("25:00")));
        Test("An end before the start is refused", () => Refused(() => Lay(720, 540, 0)));
        Test("Something without a name is refused", () => Refused(() => Lay(540, 720, 0, (" ", 30, 1))));
    }

    private static Day Lay(int start, int end, int pause, params (string Title, int Minutes, int Priority)[] wishes) =>
        Planner.Lay(start, end, pause, [.. wishes.Select(w => new Wish(w.Title, w.Minutes, w.Priority))]);

    private static string Names(Day day) => string.Join(", ", day.Slots.Select(s => s.Title));
}
