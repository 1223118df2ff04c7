using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Domain.Routing;
using Factory.TestKit.Builders;
using FsCheck;
using FsCheck.Fluent;

namespace Factory.Domain.Tests.Routing;

/// <summary>The expected cost and acceptance of a start, against an enumeration of everything that can happen.</summary>
public class EscalationPathTests
{
    private static readonly Arbitrary<((int Tier, int Percent, int Cents)[] Models, int Start, int Attempts)> Cases = (
        from models in Gen.Choose(0, 4).SelectMany(t => Gen.Choose(0, 100).SelectMany(p => Gen.Choose(0, 500).Select(c => (t, p, c))))
            .NonEmptyListOf()
        from start in Gen.Choose(0, 100)
        from attempts in Gen.Choose(1, 5)
        select (models.Take(6).ToArray(), start % Math.Min(6, models.Count), attempts)).ToArbitrary();

    [Fact]
    public void Evaluate_AnyModels_AgreesWithEveryOutcomeWeighed() => Prop.ForAll(Cases, x =>
    {
        var models = Models(x.Models);
        double Chance(int at, bool later) => x.Models[at].Percent / (later ? 125.0 : 100);
        double Cost(int at, bool later) => x.Models[at].Cents + (later ? 7 : 0);

        var path = EscalationPath.Evaluate(models, x.Start, x.Attempts, Chance, Cost);

        // A walk that branches at each attempt into accepted and rejected.
        var (cost, accepted) = Walk(models, x.Start, 0, x.Attempts, Chance, Cost);
        path.ExpectedCost.ShouldBe(cost, 1e-6);
        path.AcceptanceProbability.ShouldBe(accepted, 1e-9);
        path.TotalCost(new Usd(5)).ShouldBe(cost + ((1 - accepted) * 5), 1e-6);
        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Evaluate_OneMoreAttempt_IsNeverAcceptedLessOftenNorCheaper() => Prop.ForAll(Cases, x =>
    {
        var models = Models(x.Models);
        double Chance(int at, bool later) => x.Models[at].Percent / 100.0;
        double Cost(int at, bool later) => x.Models[at].Cents;
        var (less, more) = (
            EscalationPath.Evaluate(models, x.Start, x.Attempts, Chance, Cost),
            EscalationPath.Evaluate(models, x.Start, x.Attempts + 1, Chance, Cost));
        return more.AcceptanceProbability >= less.AcceptanceProbability - 1e-12 && more.ExpectedCost >= less.ExpectedCost - 1e-9;
    }).QuickCheckThrowOnFailure();

    /// <summary>The next higher tier, else another model of the tier behind the current one, else the same again.</summary>
    [Theory]
    [InlineData(new[] { 0, 2, 4 }, 0, new[] { 0, 1, 2, 2 })]
    [InlineData(new[] { 0, 2, 4 }, 2, new[] { 2, 2, 2, 2 })]
    [InlineData(new[] { 4, 0, 2 }, 1, new[] { 1, 2, 0, 0 })]
    [InlineData(new[] { 2, 2, 2 }, 0, new[] { 0, 1, 2, 2 })]
    [InlineData(new[] { 2, 2, 4 }, 0, new[] { 0, 2, 2, 2 })]
    [InlineData(new[] { 0, 3, 3, 1 }, 0, new[] { 0, 3, 1, 2 })]
    public void Evaluate_AfterEachRejection_TriesTheNextModel(int[] tiers, int start, int[] expected)
    {
        var tried = new List<int>();
        EscalationPath.Evaluate(
            Models([.. tiers.Select(t => (t, 0, 0))]),
            start,
            expected.Length,
            (_, _) => 0,
            (at, _) =>
            {
                tried.Add(at);
                return 1;
            });
        tried.ShouldBe(expected);
    }

    [Fact]
    public void CostPerAccepted_NothingIsEverAccepted_IsInfinite() =>
        new EscalationPath(3, 0).CostPerAccepted.ShouldBe(double.PositiveInfinity);

    private static (double Cost, double Accepted) Walk(
        ModelDefinition[] models,
        int at,
        int number,
        int attempts,
        Func<int, bool, double> chance,
        Func<int, bool, double> cost)
    {
        if (number == attempts)
        {
            return (0, 0);
        }

        var accepted = chance(at, number > 0);
        var rest = Walk(models, Next(models, at), number + 1, attempts, chance, cost);
        return (cost(at, number > 0) + ((1 - accepted) * rest.Cost), accepted + ((1 - accepted) * rest.Accepted));
    }

    private static int Next(ModelDefinition[] models, int at)
    {
        var higher = models.Where(m => m.Tier > models[at].Tier).OrderBy(m => m.Tier).FirstOrDefault();
        var same = models.Skip(at + 1).FirstOrDefault(m => m.Tier == models[at].Tier);
        return (higher ?? same) is { } next ? Array.IndexOf(models, next) : at;
    }

    private static ModelDefinition[] Models((int Tier, int Percent, int Cents)[] models) =>
        [.. models.Select((m, i) => Given.Model(new("lab", $"m{i}"), (ModelTier)m.Tier))];
}
