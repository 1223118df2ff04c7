using Factory.Contracts.Errors;
using Factory.Contracts.Keys;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Keys;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Keys;

public class VirtualKeyRulesTests
{
    private static readonly CreateKey Good = new("laptop", new Usd(5), null, []);

    [Theory]
    [InlineData("a")]
    [InlineData("7")]
    [InlineData("my-laptop-2")]
    [InlineData("a--b")]
    [InlineData("a123456789b123456789c123456789d123456789")]
    public void Validate_GoodName_IsAccepted(string name) => Check(Good with { Name = name }).ShouldBeNull();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("Laptop")]
    [InlineData("my laptop")]
    [InlineData("my_laptop")]
    [InlineData("a/b")]
    [InlineData("../a")]
    [InlineData("läptop")]
    [InlineData("a\n")]
    [InlineData("a123456789b123456789c123456789d1234567890")]
    public void Validate_BadName_IsRejectedWithTheRule(string? name) =>
        Refused(Good with { Name = name! }, ErrorCodes.InvalidRequest)
            .Message.ShouldBe("A key's name must have 1 to 40 lower-case letters, digits and dashes, and must not begin or end with a " +
                "dash.");

    [Theory]
    [InlineData(0.00000001)]
    [InlineData(1_000_000)]
    public void Validate_GoodBudget_IsAccepted(double budget) => Check(Good with { Budget = new Usd((decimal)budget) }).ShouldBeNull();

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000_000.01)]
    public void Validate_BadBudget_IsRejectedWithTheRule(double budget) =>
        Refused(Good with { Budget = new Usd((decimal)budget) }, ErrorCodes.InvalidRequest)
            .Message.ShouldBe("A key's budget must be above 0 and at most 1,000,000 USD.");

    [Theory]
    [InlineData(60)]
    [InlineData(3650L * 24 * 3600)]
    public void Validate_GoodExpiry_IsAccepted(long seconds) =>
        Check(Good with { ExpiresIn = TimeSpan.FromSeconds(seconds) }).ShouldBeNull();

    [Theory]
    [InlineData(-60)]
    [InlineData(0)]
    [InlineData(59)]
    [InlineData((3650L * 24 * 3600) + 1)]
    public void Validate_BadExpiry_IsRejectedWithTheRule(long seconds) =>
        Refused(Good with { ExpiresIn = TimeSpan.FromSeconds(seconds) }, ErrorCodes.InvalidRequest)
            .Message.ShouldBe("A key must be valid for 1 minute to 10 years.");

    [Theory]
    [InlineData("lab/small")]
    [InlineData("lab/org/small:7b")]
    public void Validate_GoodModel_IsTakenAndCanBeRead(string model)
    {
        Check(Good with { Models = ["a/b", model] }).ShouldBeNull();
        ModelRef.Parse(model).Provider.ShouldBe("lab");
    }

    [Theory]
    [InlineData("")]
    [InlineData("small")]
    [InlineData("/small")]
    [InlineData("lab/")]
    [InlineData("/")]
    [InlineData("lab/small/")]
    [InlineData(null)]
    public void Validate_BadModel_IsRejectedByName(string? model) =>
        Refused(Good with { Models = ["a/b", model!] }, ErrorCodes.InvalidRequest)
            .Message.ShouldBe($"'{model}' is not a model: it must have the form provider/model.");

    [Theory]
    [InlineData(KeyStatus.Active)]
    [InlineData(KeyStatus.Expired)]
    [InlineData(KeyStatus.Revoked)]
    public void Validate_NameThatIsOrWasUsed_IsRejected(KeyStatus status)
    {
        var key = status switch
        {
            KeyStatus.Expired => Key with { ExpiresAt = Given.Now.AddDays(-1) },
            KeyStatus.Revoked => Key with { RevokedAt = Given.Now.AddDays(-1) },
            _ => Key,
        };
        VirtualKeyRules.StatusOf(key, Given.Now).ShouldBe(status);
        var ring = new VirtualKeysState { Keys = [key] };
        VirtualKeyRules.Validate(ring, Good).ShouldNotBeNull().Code.ShouldBe(ErrorCodes.KeyExists);
        VirtualKeyRules.Validate(ring, Good with { Name = "laptop-2" }).ShouldBeNull();
    }

    [Theory]
    [InlineData(-1, KeyStatus.Active)]
    [InlineData(0, KeyStatus.Expired)]
    [InlineData(1, KeyStatus.Expired)]
    public void StatusOf_AtTheTickOfItsExpiry_IsExpired(long ticks, KeyStatus expected) =>
        VirtualKeyRules.StatusOf(Key with { ExpiresAt = Given.Now }, Given.Now.AddTicks(ticks)).ShouldBe(expected);

    [Fact]
    public void StatusOf_RevokedAndExpired_IsRevoked() =>
        VirtualKeyRules.StatusOf(Key with { ExpiresAt = Given.Now, RevokedAt = Given.Now.AddDays(1) }, Given.Now.AddDays(2))
            .ShouldBe(KeyStatus.Revoked);

    [Fact]
    public void ToView_Key_ShowsWhatItsBudgetIsNowAndNeverTheHash()
    {
        var key = Key with { ExpiresAt = Given.Now.AddDays(1), Models = ["lab/small"] };
        var view = VirtualKeyRules.ToView(key, new Usd(9), new Usd(2), Given.Now);
        view.ShouldBe(new KeyView(
            "laptop",
            "wxyz",
            new Usd(9),
            new Usd(2),
            key.Models,
            key.CreatedAt,
            key.ExpiresAt,
            null,
            KeyStatus.Active));
        view.ToString().ShouldNotContain(key.Hash);
    }

    private static NamedKey Key { get; } = new("laptop", new string('a', 64), "wxyz", new Usd(5), [], Given.Now.AddDays(-2), null, null);

    private static Problem? Check(CreateKey request) => VirtualKeyRules.Validate(new VirtualKeysState(), request);

    private static Problem Refused(CreateKey request, string code)
    {
        var problem = Check(request).ShouldNotBeNull();
        problem.Code.ShouldBe(code);
        return problem;
    }
}
