using Factory.Contracts.Errors;
using Factory.Silo.Tests.Support;

namespace Factory.Silo.Tests.Api;

/// <summary>Transcripts of attempts.</summary>
public sealed class AttemptEndpointsTests
{
    private static readonly AttemptId Attempt = AttemptId.Parse("attempt-1");

    [Fact]
    public async Task GetTranscript_NextPage_StartsAfterThePrevious()
    {
        await using var host = await ApiHost.StartAsync();

        var first = await host.Client.GetTranscriptAsync(Attempt, limit: 2);
        var second = await host.Client.GetTranscriptAsync(Attempt, first.Next);

        first.Entries.Count.ShouldBe(2);
        first.Entries.Concat(second.Entries).Select(e => e.GetProperty("text").GetString()).ShouldBe(["entry 1", "entry 2", "entry 3"]);
    }

    [Fact]
    public async Task GetTranscript_BehindTheLastEntry_IsEmptyAndKeepsThePosition()
    {
        await using var host = await ApiHost.StartAsync();
        var all = await host.Client.GetTranscriptAsync(Attempt);

        var page = await host.Client.GetTranscriptAsync(Attempt, all.Next);

        (page.Entries.Count, page.Next).ShouldBe((0, 4));
    }

    [Fact]
    public async Task GetTranscript_MissingAttempt_IsNotFound()
    {
        await using var host = await ApiHost.StartAsync();

        (await Should.ThrowAsync<FactoryException>(() =>
            host.Client.GetTranscriptAsync(AttemptId.Parse("attempt-missing")))).Code.ShouldBe(ErrorCodes.NotFound);
    }
}
