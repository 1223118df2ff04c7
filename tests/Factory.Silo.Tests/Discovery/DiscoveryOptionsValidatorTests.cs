using Factory.Silo.Discovery;

namespace Factory.Silo.Tests.Discovery;

public sealed class DiscoveryOptionsValidatorTests
{
    private static readonly (Action<DiscoveryOptions> Make, string Key)[] Mistakes =
    [
        (o => o.OllamaTimeout = TimeSpan.Zero, "OllamaTimeout"),
        (o => o.OllamaTimeout = TimeSpan.FromHours(1), "OllamaTimeout"),
        (o => o.VersionTimeout = TimeSpan.Zero, "VersionTimeout"),
    ];

    [Fact]
    public void Validate_Defaults_Succeeds() =>
        new DiscoveryOptionsValidator().Validate(null, new DiscoveryOptions()).Succeeded.ShouldBeTrue();

    [Fact]
    public void Validate_OneMistake_NamesItsKeyAndTheRule()
    {
        foreach (var (make, key) in Mistakes)
        {
            var options = new DiscoveryOptions();
            make(options);

            var failure = new DiscoveryOptionsValidator().Validate(null, options).Failures.ShouldNotBeNull().ShouldHaveSingleItem();
            failure.ShouldStartWith(key);
            failure.ShouldContain("; ");
        }
    }
}
