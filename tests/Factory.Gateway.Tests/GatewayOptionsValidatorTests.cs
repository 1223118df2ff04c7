namespace Factory.Gateway.Tests;

public sealed class GatewayOptionsValidatorTests
{
    public static TheoryData<string, Action<GatewayOptions>> Broken => new()
    {
        { nameof(GatewayOptions.MaxRequestBytes), o => o.MaxRequestBytes = 1_023 },
        { nameof(GatewayOptions.MaxResponseBytes), o => o.MaxResponseBytes = 512 * 1024 * 1024 + 1 },
        { nameof(GatewayOptions.MaxEventBytes), o => o.MaxEventBytes = -1 },
        { nameof(GatewayOptions.MaxBufferedRequestBytes), o => o.MaxBufferedRequestBytes = o.MaxRequestBytes - 1 },
        { nameof(GatewayOptions.ConnectTimeout), o => o.ConnectTimeout = TimeSpan.Zero },
        { nameof(GatewayOptions.IdleTimeout), o => (o.IdleTimeout, o.TotalTimeout) = (TimeSpan.FromHours(2), TimeSpan.FromHours(3)) },
        { nameof(GatewayOptions.ShutdownTimeout), o => o.ShutdownTimeout = TimeSpan.FromMinutes(2) },
        { nameof(GatewayOptions.TotalTimeout), o => o.TotalTimeout = o.IdleTimeout - TimeSpan.FromTicks(1) },
    };

    [Fact]
    public void Validate_Defaults_Succeed() => new GatewayOptionsValidator().Validate(null, new GatewayOptions()).Succeeded.ShouldBeTrue();

    [Theory, MemberData(nameof(Broken))]
    public void Validate_OutOfRange_NamesTheOption(string option, Action<GatewayOptions> change)
    {
        var options = new GatewayOptions();
        change(options);

        new GatewayOptionsValidator().Validate(null, options).Failures.ShouldHaveSingleItem().ShouldStartWith(option);
    }

    [Fact]
    public void Validate_SeveralProblems_ReportsThemAll()
    {
        var options = new GatewayOptions { MaxEventBytes = 0, ConnectTimeout = TimeSpan.Zero };

        new GatewayOptionsValidator().Validate(null, options).Failures!.Count().ShouldBe(2);
    }
}
