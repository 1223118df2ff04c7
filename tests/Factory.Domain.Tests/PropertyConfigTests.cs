using Factory.TestKit.Properties;
using FsCheck;
using FsCheck.Fluent;

namespace Factory.Domain.Tests;

/// <summary>The cases of a property are the same in every run, unless the environment asks for others.</summary>
public sealed class PropertyConfigTests
{
    [Fact]
    public void From_EmptyEnvironment_DrawsTheSameCases() => Draw().ShouldBe(Draw());

    [Fact]
    public void From_EmptyEnvironment_DrawsAsManyAsThePropertySays() => Draw().Count.ShouldBe(20);

    [Fact]
    public void From_Seed_DrawsOtherCasesThatItRepeats()
    {
        var drawn = Draw(("FACTORY_SEED", "7"));

        drawn.ShouldNotBe(Draw());
        drawn.ShouldBe(Draw(("FACTORY_SEED", "7")));
    }

    [Fact]
    public void From_Cases_DrawsThatManyNewOnesEachTime()
    {
        var drawn = Draw(("FACTORY_CASES", "40"));

        drawn.Count.ShouldBe(40);
        drawn.ShouldNotBe(Draw(("FACTORY_CASES", "40")));
    }

    [Fact]
    public void From_CasesAndSeed_DrawsThatManyOfTheSeed()
    {
        var drawn = Draw(("FACTORY_CASES", "40"), ("FACTORY_SEED", "7"));

        drawn.Count.ShouldBe(40);
        drawn.ShouldBe(Draw(("FACTORY_CASES", "40"), ("FACTORY_SEED", "7")));
    }

    [Theory]
    [InlineData("FACTORY_SEED", "many")]
    [InlineData("FACTORY_CASES", "-1")]
    public void From_NoNumber_NamesTheVariable(string name, string text) =>
        Should.Throw<InvalidOperationException>(() => Draw((name, text))).Message.ShouldContain($"{name} is '{text}'");

    private static List<int> Draw(params (string Name, string Text)[] variables)
    {
        var drawn = new List<int>();
        var environment = variables.ToDictionary(v => v.Name, v => v.Text);
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), drawn.Add)
            .Check(PropertyConfig.From(environment.GetValueOrDefault, 20));
        return drawn;
    }
}
