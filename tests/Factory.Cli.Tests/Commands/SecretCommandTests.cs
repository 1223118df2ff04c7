using Factory.Cli.Tests.Support;
using Factory.Contracts.Api;
using Factory.Contracts.Ids;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Cli.Tests.Commands;

public sealed class SecretCommandTests : IAsyncLifetime
{
    private const string Value = "cf-secret-value-0123456789";

    private readonly CliRig _rig = new() { Time = new FakeTimeProvider(Given.Now) };
    private readonly List<string> _sent = [];
    private FakeApi _silo = null!;

    public async Task InitializeAsync()
    {
        _silo = await FakeApi.StartAsync();
        _rig.PutUp(_silo);
        _silo.Commands["/api/secrets/CF_TOKEN"] = body =>
        {
            _sent.Add(body);
            return Secret() with { Notes = ["Forge cannot reach api.cloudflare.com: add it"] };
        };
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        _rig.Dispose();
    }

    [Fact]
    public async Task Set_Piped_SendsTheValueWithoutItsLineBreak()
    {
        _rig.Input = Value + "\n";

        (await _rig.RunAsync("secret", "set", "CF_TOKEN", "--for", "forge", "--host", "api.cloudflare.com")).ShouldBe(ExitCodes.Success);

        _sent.ShouldBe([$$"""{"value":"{{Value}}","agents":["forge"],"hosts":["api.cloudflare.com"]}"""]);
        _rig.Lines().ShouldBe(["CF_TOKEN is set.", "CF_TOKEN: Forge cannot reach api.cloudflare.com: add it"]);
        _rig.Error.ToString().ShouldNotContain(Value);
    }

    [Fact]
    public async Task Set_OnATerminal_AsksWithoutShowing()
    {
        _rig.CanAsk = true;
        _rig.Typed = Value;

        (await _rig.RunAsync("secret", "set", "CF_TOKEN", "--header", "X-Key: {secret}")).ShouldBe(ExitCodes.Success);

        _sent.Single().ShouldBe($$"""{"value":"{{Value}}","agents":[],"hosts":[],"header":"X-Key: {secret}"}""");
        (_rig.Out.ToString() + _rig.Error).ShouldNotContain(Value);
        _rig.Error.ToString().ShouldContain("not shown");
    }

    [Fact]
    public async Task Set_ValueAsArgument_IsRefused()
    {
        (await _rig.RunAsync("secret", "set", "CF_TOKEN", Value)).ShouldBe(ExitCodes.Usage);

        _sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task List_Secrets_AreATable()
    {
        _silo.Answers["/api/secrets"] = new[] { Secret(), Secret() with { Name = "LAB_KEY", Agents = [], Hosts = [] } };

        (await _rig.RunAsync("secret", "list")).ShouldBe(ExitCodes.Success);

        var lines = _rig.Lines();
        lines[0].ShouldStartWith("secret");
        lines[1].ShouldContain("forge");
        lines[1].ShouldContain("api.cloudflare.com");
        lines[2].ShouldContain("agents that name it");
    }

    private static SecretView Secret() => new(
        "CF_TOKEN",
        [AgentId.Parse("agent-forge")],
        ["api.cloudflare.com"],
        "Authorization: Bearer {secret}",
        Given.Now,
        true,
        []);
}
