using Factory.Domain.Agents;
using Factory.Domain.Secrets;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Secrets;

public sealed class SecretRulesTests
{
    private static readonly AgentDefinition Forge = Given.Agent("forge");
    private static readonly AgentDefinition Rex = Given.Agent("rex");

    [Fact]
    public void Read_ForAgents_IsForNoOther()
    {
        var secret = Read(agents: ["forge"]);

        secret.IsFor(Forge).ShouldBeTrue();
        secret.IsFor(Rex with { Secrets = ["TOKEN_A"] }).ShouldBeFalse("the operator named the agents");
    }

    [Fact]
    public void Read_ForNobody_IsForAgentsWhoseFilesNameIt()
    {
        var secret = Read();

        secret.IsFor(Forge).ShouldBeFalse();
        secret.IsFor(Rex with { Secrets = ["TOKEN_A"] }).ShouldBeTrue();
    }

    [Theory]
    [InlineData("api.example.org", "api.example.org", 443, true)]
    [InlineData("api.example.org", "api.example.org", 80, false)]
    [InlineData("api.example.org", "api.example.org", 8443, false)]
    [InlineData("api.example.org:8443", "api.example.org", 8443, true)]
    [InlineData("api.example.org:8443", "api.example.org", 443, false)]
    [InlineData("api.example.org", "x.api.example.org", 443, false)]
    public void IsSentTo_Host_IsExactAndOverHttps(string named, string host, int port, bool expected) =>
        Read(hosts: [named]).IsSentTo(host, port).ShouldBe(expected);

    [Theory]
    [InlineData("token", null, null, null, "The name must be upper-case")]
    [InlineData("TOKEN_A", "nobody", null, null, "There is no agent 'nobody'.")]
    [InlineData("TOKEN_A", null, "*.example.org", null, "one exact name")]
    [InlineData("TOKEN_A", null, "https://example.org", null, "one exact name")]
    [InlineData("TOKEN_A", null, "10.0.0.1", null, "one exact name")]
    [InlineData("TOKEN_A", null, null, "Authorization: Bearer", "{secret}")]
    [InlineData("TOKEN_A", null, null, "Host: {secret}", "none that belongs to the connection")]
    [InlineData("TOKEN_A", null, null, "X: {secret}\r\nY: z", "none that belongs to the connection")]
    [InlineData("TOKEN_A", null, null, "X Y: {secret}", "none that belongs to the connection")]
    public void Read_Wrong_SaysWhat(string name, string? agent, string? host, string? header, string words)
    {
        var read = SecretRules.Read(name, agent is null ? null : [agent], host is null ? null : [host], header, [Forge, Rex], default);

        read.Problem!.Message.ShouldContain(words);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1234567")]
    [InlineData("two\nlines-of-text")]
    [InlineData(" leading-space")]
    [InlineData("schlüssel-schlüssel")]
    public void CheckValue_Wrong_IsRefusedWithoutShowingIt(string? value)
    {
        var problem = SecretRules.CheckValue(value).ShouldNotBeNull();

        if (value is { Length: > 0 })
        {
            problem.ToString().ShouldNotContain(value);
        }
    }

    [Theory]
    [InlineData("api.example.org", "rex", null, true)]
    [InlineData("api.example.org", "forge", null, false)]
    [InlineData("api.example.org", null, null, true)]
    [InlineData("other.example.org", "rex", null, false)]
    [InlineData("api.example.org", "rex", "X-Key: {secret}", false)]
    [InlineData("api.example.org", "rex", "authorization: {secret}", true)]
    public void Contradicts_SameHeaderHostAndAgent_IsTrue(string host, string? agent, string? header, bool expected)
    {
        var first = Read(agents: ["rex"], hosts: ["api.example.org"]);
        var second = SecretRules.Read("TOKEN_B", agent is null ? [] : [agent], [host], header, [Forge, Rex], default).Value!;

        first.Contradicts(second).ShouldBe(expected);
        second.Contradicts(first).ShouldBe(expected);
        first.Contradicts(first).ShouldBeFalse("it replaces itself");
    }

    private static HostSecret Read(string[]? agents = null, string[]? hosts = null) =>
        SecretRules.Read("TOKEN_A", agents, hosts, null, [Forge, Rex], default).Value!;
}
