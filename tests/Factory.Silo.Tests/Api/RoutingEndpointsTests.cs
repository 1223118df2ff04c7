using Factory.Contracts.Errors;
using Factory.Silo.Tests.Support;

namespace Factory.Silo.Tests.Api;

/// <summary>How the choice of an agent and a model is explained.</summary>
public sealed class RoutingEndpointsTests
{
    [Fact]
    public async Task Explain_NamedAgent_IsTheAgent()
    {
        await using var host = await ApiHost.StartAsync();

        (await host.Client.ExplainRoutingAsync("build", AgentId.Parse("agent-ann"))).Agent.ShouldBe(AgentId.Parse("agent-ann"));
    }

    [Fact]
    public async Task Explain_KnownKind_NamesTheModel()
    {
        await using var host = await ApiHost.StartAsync();

        (await host.Client.ExplainRoutingAsync("build")).Model!.Value.Model.ShouldBe("small");
    }

    [Theory]
    [InlineData("juggling", ErrorCodes.NotFound)]
    [InlineData(" ", ErrorCodes.InvalidRequest)]
    public async Task Explain_UnknownOrMissingKind_IsRejected(string kind, string code)
    {
        await using var host = await ApiHost.StartAsync();

        (await Should.ThrowAsync<FactoryException>(() => host.Client.ExplainRoutingAsync(kind))).Code.ShouldBe(code);
    }
}
