namespace Factory.Providers.Tests;

public sealed class ProvidersOptionsValidatorTests
{
    private static readonly (Action<ProvidersOptions> Make, string Key)[] Mistakes =
    [
        (o => o.Variable = null!, "Variable"),
        (o => o.NetworkTimeout = TimeSpan.Zero, "NetworkTimeout"),
        (o => o.NetworkTimeout = TimeSpan.FromDays(1), "NetworkTimeout"),
    ];

    [Fact]
    public void Validate_Defaults_Succeeds() =>
        new ProvidersOptionsValidator().Validate(null, new ProvidersOptions()).Succeeded.ShouldBeTrue();

    [Fact]
    public void Validate_OneMistake_NamesItsKeyAndTheRule()
    {
        foreach (var (make, key) in Mistakes)
        {
            var options = new ProvidersOptions();
            make(options);

            var failure = new ProvidersOptionsValidator().Validate(null, options).Failures.ShouldNotBeNull().ShouldHaveSingleItem();
            failure.ShouldStartWith(key);
            failure.ShouldContain("; ");
        }
    }
}
