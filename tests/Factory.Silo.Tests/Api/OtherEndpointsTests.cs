using Factory.Contracts.Approvals;
using Factory.Contracts.Errors;
using Factory.Silo.Tests.Support;

namespace Factory.Silo.Tests.Api;

public sealed class OtherEndpointsTests
{
    [Fact]
    public async Task Health_Paused_SaysSo()
    {
        await using var host = await ApiHost.StartAsync();
        (await host.Client.GetHealthAsync()).Paused.ShouldBeFalse();

        await host.Client.PauseAsync();

        var health = await host.Client.GetHealthAsync();
        (health.Status, health.Paused).ShouldBe(("ok", true));
        health.Version.ShouldNotContain("+");
        (await host.Client.ResumeAsync()).Paused.ShouldBeFalse();
        (await host.Client.StopAllAsync()).Paused.ShouldBeTrue();
        (await host.Client.GetKevAsync()).Paused.ShouldBeTrue();
    }

    [Fact]
    public async Task ExplainRouting_KnownKind_IsExplained()
    {
        await using var host = await ApiHost.StartAsync();

        (await host.Client.ExplainRoutingAsync("build", AgentId.Parse("agent-ann"))).Agent.ShouldBe(AgentId.Parse("agent-ann"));
        (await host.Client.ExplainRoutingAsync("build")).Model!.Value.Model.ShouldBe("small");
        (await Should.ThrowAsync<FactoryException>(() => host.Client.ExplainRoutingAsync("juggling"))).Code.ShouldBe(ErrorCodes.NotFound);
        (await Should.ThrowAsync<FactoryException>(() => host.Client.ExplainRoutingAsync(" "))).Code.ShouldBe(ErrorCodes.InvalidRequest);
    }

    [Fact]
    public async Task Approve_DecidedApproval_IsAConflict()
    {
        await using var host = await ApiHost.StartAsync();
        var id = ApprovalId.Parse("approval-1");

        var approved = await host.Client.ApproveAsync(id, "fine");

        (approved.Status, approved.DecidedBy, approved.Comment).ShouldBe((ApprovalStatus.Approved, "operator", "fine"));
        (await host.Client.ApproveAsync(id)).Status.ShouldBe(ApprovalStatus.Approved);
        (await Should.ThrowAsync<FactoryException>(() => host.Client.RejectAsync(id))).Code.ShouldBe(ErrorCodes.ApprovalAlreadyDecided);
        (await Should.ThrowAsync<FactoryException>(() =>
            host.Client.ApproveAsync(ApprovalId.Parse("approval-missing")))).Code.ShouldBe(ErrorCodes.NotFound);
    }

    [Fact]
    public async Task RequestChanges_WithAReason_IsADecisionLikeTheOthers()
    {
        await using var host = await ApiHost.StartAsync();
        var id = ApprovalId.Parse("approval-1");
        (await Should.ThrowAsync<FactoryException>(() => host.Client.RequestChangesAsync(id, " "))).Code
            .ShouldBe(ErrorCodes.InvalidRequest);

        var decided = await host.Client.RequestChangesAsync(id, "round to 5 cents");

        (decided.Status, decided.Comment).ShouldBe((ApprovalStatus.ChangesRequested, "round to 5 cents"));
        (await Should.ThrowAsync<FactoryException>(() => host.Client.ApproveAsync(id))).Code.ShouldBe(ErrorCodes.ApprovalAlreadyDecided);
        (await Should.ThrowAsync<FactoryException>(() =>
            host.Client.RequestChangesAsync(ApprovalId.Parse("approval-missing"), "this"))).Code.ShouldBe(ErrorCodes.NotFound);
    }

    [Fact]
    public async Task Discovery_Get_ReturnsTheFindings()
    {
        await using var host = await ApiHost.StartAsync();

        (await host.Client.GetDiscoveryAsync()).Select(f => (f.Name, f.Found)).ShouldBe([("git", true), ("OPENAI_API_KEY", false)]);
    }

    [Fact]
    public async Task Grains_Get_ReturnsStatistics()
    {
        await using var host = await ApiHost.StartAsync();

        var look = await host.Client.GetGrainsAsync();

        look.Grains.ShouldBe([new("TaskGrain", 3, 100, 12.5, 1, 15.2, null)]);
        (look.TimedOut, look.CallsPerSecond, look.Storage.BatchSizeP50).ShouldBe((2, 12.5, 3));
        look.Slowest.Single().Method.ShouldBe("ITaskGrain.Advance");
    }

    [Fact]
    public async Task Transcript_NextPage_StartsAfterThePrevious()
    {
        await using var host = await ApiHost.StartAsync();
        var attempt = AttemptId.Parse("attempt-1");

        var first = await host.Client.GetTranscriptAsync(attempt, limit: 2);
        var second = await host.Client.GetTranscriptAsync(attempt, first.Next);
        var third = await host.Client.GetTranscriptAsync(attempt, second.Next);

        first.Entries.Concat(second.Entries).Select(e => e.GetProperty("text").GetString()).ShouldBe(["entry 1", "entry 2", "entry 3"]);
        (third.Entries.Count, third.Next).ShouldBe((0, 4));
        (await Should.ThrowAsync<FactoryException>(() =>
            host.Client.GetTranscriptAsync(AttemptId.Parse("attempt-missing")))).Code.ShouldBe(ErrorCodes.NotFound);
    }
}
