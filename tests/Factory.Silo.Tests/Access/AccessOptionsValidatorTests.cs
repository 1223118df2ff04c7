using Factory.Silo.Access;

namespace Factory.Silo.Tests.Access;

public sealed class AccessOptionsValidatorTests
{
    private static readonly (Action<AccessOptions> Make, string Key)[] Mistakes =
    [
        (o => o.SignInLifetime = TimeSpan.Zero, "SignInLifetime"),
        (o => o.SignInLifetime = TimeSpan.FromDays(50), "SignInLifetime"),
        (o => o.LinkLifetime = TimeSpan.FromDays(1), "LinkLifetime"),
    ];

    [Fact]
    public void Validate_Defaults_Succeeds() => new AccessOptionsValidator().Validate(null, new AccessOptions()).Succeeded.ShouldBeTrue();

    [Fact]
    public void Validate_OneMistake_NamesItsKeyAndTheRule()
    {
        foreach (var (make, key) in Mistakes)
        {
            var options = new AccessOptions();
            make(options);

            var failure = new AccessOptionsValidator().Validate(null, options).Failures.ShouldNotBeNull().ShouldHaveSingleItem();
            failure.ShouldStartWith(key);
            failure.ShouldContain("; ");
        }
    }
}
