using static App.Tests.Harness;

namespace App.Tests;

public static class ProductTests
{
    public static void Add()
    {
        Test("A plain line is one of it", () => Equal(new Item("Milk", 1, "", false, false), Items.Parse("Milk")));
        Test("An amount and a unit are read", () => Equal(new Item("apples", 2, "kg", false, false), Items.Parse("2 kg apples")));
        Test("3x is three of it", () => Equal(3m, Items.Parse("3x milk").Quantity));
        Test("A comma makes decimals too", () => Equal(1.5m, Items.Parse("1,5 l water").Quantity));
        Test("A number in the name stays there", () => Equal("7up", Items.Parse("7up").Name));
        Test("An exclamation mark is urgent", () => Equal(true, Items.Parse("call mum!").Urgent));
        Test("Nothing is refused", () => Refused(() => Items.Parse("   ")));
        Test("The same thing adds up", () => Equal(5m, Items.Add([Items.Parse("2 kg apples")], Items.Parse("3 kg Apples")).Single().Quantity));
        Test("Other units stay apart", () => Equal(2, Items.Add([Items.Parse("2 kg apples")], Items.Parse("3 apples")).Count));
        Test("What is done does not take more", () => Equal(2, Items.Add([Items.Parse("milk") with { Done = true }], Items.Parse("milk")).Count));
        Test("Urgent comes first, done last", () => Equal("b, a, c", string.Join(", ", Items.Arrange([Items.Parse("c") with { Done = true }, Items.Parse("a"), Items.Parse("b!")]).Items.Select(i => i.Name))));
        Test("One of four is 25 percent", () => Equal(25, Items.Percent(1, 4)));
        Test("Everything is 100 percent", () => Equal(100, Items.Percent(3, 3)));
        Test("An empty list is at 0", () => Equal(0, Items.Percent(0, 0)));
    }
}
