using Factory.Contracts.Errors;
using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Models;

/// <summary>Which models a name means, in which order.</summary>
public sealed class ModelResolverTests
{
    private static readonly ModelDefinition[] All =
    [
        Model("one", "big", ModelTier.Premium, 10, "tools", "vision"),
        Model("one", "shared", ModelTier.Cheap, 2, "tools"),
        Model("two", "shared", ModelTier.Cheap, 1, "tools", "vision"),
        Model("two", "gift", ModelTier.Free, 0, "tools"),
        Model("two", "vectors", ModelTier.Cheap, 0.1m, "embeddings"),
        Model("two", "team/odd:free", ModelTier.Standard, 3, "json"),
    ];

    [Theory]
    [InlineData("one/big", "one/big")]
    [InlineData("two/shared", "two/shared one/shared")]
    [InlineData("shared", "one/shared two/shared")]
    [InlineData("team/odd:free", "two/team/odd:free")]
    [InlineData("two/team/odd:free", "two/team/odd:free")]
    [InlineData("two/vectors", "two/vectors")]
    [InlineData("factory/local", "two/gift two/shared one/shared")]
    [InlineData("factory/cheap", "two/gift two/shared one/shared")]
    [InlineData("factory/standard", "two/team/odd:free")]
    [InlineData("factory/premium", "one/big")]
    public void Resolve_Name_ReturnsItsModelsInOrder(string name, string expected) =>
        Names(ModelResolver.Resolve(name, All, [], [])).ShouldBe(expected);

    [Theory]
    [InlineData("factory/cheap", "vision", "two/shared")]
    [InlineData("factory/standard", "tools", "one/big")]
    [InlineData("one/shared", "vision", "one/shared two/shared")]
    public void Resolve_Needs_FilterTiersButNotNames(string name, string need, string expected) =>
        Names(ModelResolver.Resolve(name, All, [], [need])).ShouldBe(expected);

    [Theory]
    [InlineData("one/shared", "one/shared")]
    [InlineData("shared", "one/shared")]
    [InlineData("factory/local", "one/shared")]
    public void Resolve_KeyWithModels_ReturnsOnlyThose(string name, string expected) =>
        Names(ModelResolver.Resolve(name, All, [new ModelRef("one", "shared")], [])).ShouldBe(expected);

    [Theory]
    [InlineData("absent", ErrorCodes.NotFound)]
    [InlineData("one/gift", ErrorCodes.NotFound)]
    [InlineData("factory/best", ErrorCodes.NotFound)]
    [InlineData("", ErrorCodes.NotFound)]
    [InlineData("one/big", ErrorCodes.KeyModelNotAllowed)]
    [InlineData("factory/premium", ErrorCodes.NotFound)]
    public void Resolve_NoModel_ReturnsTheReason(string name, string code)
    {
        var choice = ModelResolver.Resolve(name, All, [new ModelRef("one", "shared")], []);

        choice.Models.ShouldBeEmpty();
        choice.Problem.ShouldNotBeNull().Code.ShouldBe(code);
    }

    private static ModelDefinition Model(string provider, string name, ModelTier tier, decimal price, params string[] capabilities) =>
        Given.Model(new ModelRef(provider, name), tier, price, "f", capabilities);

    private static string Names(ModelResolution choice) => string.Join(' ', choice.Models.Select(m => m.Ref));
}
