namespace Factory.Agents.Tests;

public sealed class AgentsOptionsValidatorTests
{
    private static readonly (Action<AgentsOptions> Make, string Key)[] Mistakes =
    [
        (o => o.MaxConcurrentAttempts = 0, "MaxConcurrentAttempts"),
    ];

    [Fact]
    public void Validate_Defaults_Succeeds() => new AgentsOptionsValidator().Validate(null, new AgentsOptions()).Succeeded.ShouldBeTrue();

    [Fact]
    public void Validate_OneMistake_NamesItsKeyAndTheRule()
    {
        foreach (var (make, key) in Mistakes)
        {
            var options = new AgentsOptions();
            make(options);

            var failure = new AgentsOptionsValidator().Validate(null, options).Failures.ShouldNotBeNull().ShouldHaveSingleItem();
            failure.ShouldStartWith(key);
            failure.ShouldContain("; ");
        }
    }
}
