using Factory.Contracts.Models;
using Factory.Protocols.Tests.Support;
using Factory.Providers.Tests.Http;
using Factory.TestKit.Fakes;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Tests.Sessions;

/// <summary>
/// The loop reads the same conversation from any split, interleaving and order of events, as the gateway does.
/// </summary>
public sealed class ReplyOrderTests : IDisposable
{
    private const int Cases = 40;

    private static readonly ChatMessage[] Question = [new(ChatRole.User, "How many?")];

    private readonly ProviderHarness _lab = new();

    [Theory]
    [InlineData(ModelApi.OpenAIChat)]
    [InlineData(ModelApi.AnthropicMessages)]
    public async Task GetStreamingResponse_AnySplitAndOrder_GivesTheSameConversation(ModelApi api)
    {
        for (var seed = 1; seed <= Cases; seed++)
        {
            var reply = new GeneratedReply(seed);
            var events = reply.Events(api);
            await using var server = await FakeUpstream.StartAsync(
                call => call.StreamAsync([.. events.Select(data => $"data: {data}\n\n")]));
            await using var session = _lab.Open(api, server.Address + (api == ModelApi.OpenAIChat ? "/v1" : ""));

            var response = await session.Client.GetStreamingResponseAsync(Question).ToChatResponseAsync();

            Describe(response).ShouldBe(reply.Expected, $"seed {seed}:\n{string.Join('\n', events)}");
        }
    }

    public void Dispose() => _lab.Dispose();

    private static string Describe(ChatResponse response)
    {
        var contents = response.Messages.SelectMany(message => message.Contents).ToList();
        return GeneratedReply.Describe(
            string.Concat(contents.OfType<TextReasoningContent>().Select(content => content.Text)),
            string.Concat(contents.OfType<TextContent>().Select(content => content.Text)),
            contents.OfType<FunctionCallContent>().Select(call =>
                (call.CallId, call.Name, System.Text.Json.JsonSerializer.Serialize(call.Arguments))));
    }
}
