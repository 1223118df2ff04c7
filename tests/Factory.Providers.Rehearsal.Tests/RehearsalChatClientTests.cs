using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Providers;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Rehearsal.Tests;

public sealed class RehearsalChatClientTests
{
    private readonly RehearsalChatClient _client = new("rehearsal-one");

    [Fact]
    public async Task GetResponse_SameMessages_EqualsTheStreamedResponse()
    {
        ChatMessage[] messages = [new(ChatRole.User, MiniLoop.Prompt(TaskKinds.Build, "shopping list"))];

        var whole = await _client.GetResponseAsync(messages);
        var streamed = await _client.GetStreamingResponseAsync(messages).ToChatResponseAsync();

        (whole.Text, whole.FinishReason, whole.ResponseId, whole.ModelId)
            .ShouldBe((streamed.Text, ChatFinishReason.ToolCalls, "rehearsal-1", "rehearsal-one"));
        whole.Usage!.TotalTokenCount.ShouldBe(streamed.Usage!.TotalTokenCount);
        var call = whole.Messages.Single().Contents.OfType<FunctionCallContent>().ShouldHaveSingleItem();
        call.CallId.ShouldBe("call_1_1");
        streamed.Messages.Single().Contents.OfType<FunctionCallContent>().Single().CallId.ShouldBe(call.CallId);
    }

    // A caller must be able to cut a stream before these, as it can with a vendor's.
    [Fact]
    public async Task GetStreamingResponse_UsageAndFinishReason_ComeLast()
    {
        var updates = await _client.GetStreamingResponseAsync([new(ChatRole.User, "Kind: poem")]).ToListAsync();

        updates[..^1].ShouldAllBe(u => u.FinishReason == null && !u.Contents.OfType<UsageContent>().Any());
        updates[^1].FinishReason.ShouldBe(ChatFinishReason.Stop);
        updates[^1].Contents.ShouldHaveSingleItem().ShouldBeOfType<UsageContent>();
    }

    [Fact]
    public async Task GetResponse_Cancelled_Throws()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Should.ThrowAsync<OperationCanceledException>(() => _client.GetResponseAsync([], null, cancelled));
        await Should.ThrowAsync<OperationCanceledException>(async () =>
            await _client.GetStreamingResponseAsync([], null, cancelled).ToListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task GetStreamingResponse_CancelledInBetween_EndsBeforeTheNextUpdate()
    {
        using var cancellation = new CancellationTokenSource();
        var seen = 0;

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            var prompt = MiniLoop.Prompt(TaskKinds.Research, "timer");
            await foreach (var _ in _client.GetStreamingResponseAsync([new(ChatRole.User, prompt)], null, cancellation.Token))
            {
                seen++;
                await cancellation.CancelAsync();
            }
        });

        seen.ShouldBe(1);
    }

    [Fact]
    public async Task GetResponse_NoMessages_IsBilledAtLeastOneTokenEachWay()
    {
        var usage = (await _client.GetResponseAsync([])).Usage!;

        usage.InputTokenCount!.Value.ShouldBeGreaterThan(0);
        usage.OutputTokenCount!.Value.ShouldBeGreaterThan(0);
        usage.TotalTokenCount.ShouldBe(usage.InputTokenCount + usage.OutputTokenCount);
    }

    [Fact]
    public async Task GetResponse_ToolResultInTheHistory_CountsAsInput()
    {
        ChatMessage Result(string text) => new(ChatRole.Tool, [new FunctionResultContent("c", text)]);

        var small = (await _client.GetResponseAsync([Result("x")])).Usage!;
        var large = (await _client.GetResponseAsync([Result(new string('x', 4_000))])).Usage!;

        (large.InputTokenCount - small.InputTokenCount)!.Value.ShouldBeGreaterThanOrEqualTo(999);
    }

    [Fact]
    public void GetService_Type_IsTheClientOrItsMetadata()
    {
        _client.GetService(typeof(IChatClient)).ShouldBe(_client);
        ((ChatClientMetadata)_client.GetService(typeof(ChatClientMetadata))!).DefaultModelId.ShouldBe("rehearsal-one");
        _client.GetService(typeof(string)).ShouldBeNull();
        _client.GetService(typeof(IChatClient), serviceKey: "other").ShouldBeNull();
    }
}
