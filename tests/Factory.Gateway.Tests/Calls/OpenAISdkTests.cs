using System.ClientModel;
using Factory.Contracts.Errors;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Responses;

namespace Factory.Gateway.Tests.Calls;

/// <summary>OpenAI's own library as a client, with nothing but a base URL and a key.</summary>
public sealed class OpenAISdkTests
{
    private static readonly ChatTool Look = ChatTool.CreateFunctionTool(
        "look",
        "Looks.",
        BinaryData.FromString("""{"type":"object","properties":{"at":{"type":"integer"}}}"""));

    public static TheoryData<ModelApi> Providers => ApiSample.Names;

    [Theory, MemberData(nameof(Providers))]
    public async Task Chat_WithATool_CallsItAtEveryProvider(ModelApi provider)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(ToolReplies.Whole(provider)), [provider]);

        var reply =
            (await Chat(gateway).CompleteChatAsync([new UserChatMessage("hi")], new ChatCompletionOptions { Tools = { Look } })).Value;

        var call = reply.ToolCalls.ShouldHaveSingleItem();
        (call.FunctionName,
            call.FunctionArguments.ToString().Replace(" ", "", StringComparison.Ordinal)).ShouldBe(("look", """{"at":1}"""));
        reply.Usage.InputTokenCount.ShouldBe(100);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task ChatStreaming_WithATool_CallsItAtEveryProvider(ModelApi provider)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.StreamAsync(ToolReplies.Stream(provider)), [provider]);
        var (name, arguments, usage) = ("", "", 0);

        await foreach (var update in Chat(gateway)
            .CompleteChatStreamingAsync([new UserChatMessage("hi")], new ChatCompletionOptions { Tools = { Look } }))
        {
            foreach (var piece in update.ToolCallUpdates)
            {
                (name, arguments) = (name + piece.FunctionName, arguments + piece.FunctionArgumentsUpdate);
            }

            usage += update.Usage?.InputTokenCount ?? 0;
        }

        (name, arguments.Replace(" ", "", StringComparison.Ordinal), usage).ShouldBe(("look", """{"at":1}""", 100));
    }

    [Fact]
    public async Task Responses_WithATool_CallItAndStream()
    {
        await using var gateway = await GatewayHost.StartAsync(c =>
            c.Text.Contains("\"stream\":true", StringComparison.Ordinal)
                ? c.StreamAsync(ProviderResponses.ResponsesToolStream)
                : c.JsonAsync(ProviderResponses.ResponsesTool));
        var client = new ResponsesClient(
            new ApiKeyCredential(FakeKeys.Good),
            new ResponsesClientOptions { Endpoint = new Uri(gateway.Url + "/v1") });
        var options = new CreateResponseOptions("lab/small", [ResponseItem.CreateUserMessageItem("hi")]);

        var whole = (await client.CreateResponseAsync(options)).Value;
        FunctionCallResponseItem? streamed = null;
        await foreach (var update in await client.CreateResponseStreamingAsync(new CreateResponseOptions(
            "lab/small",
            [ResponseItem.CreateUserMessageItem("hi")]) { StreamingEnabled = true }))
        {
            streamed = (update as StreamingResponseOutputItemDoneUpdate)?.Item as FunctionCallResponseItem ?? streamed;
        }

        whole.OutputItems.OfType<FunctionCallResponseItem>().ShouldHaveSingleItem().FunctionName.ShouldBe("look");
        streamed.ShouldNotBeNull().FunctionName.ShouldBe("look");
        gateway.Meter.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Embeddings_TwoTexts_ReturnTwoVectors()
    {
        await using var gateway = await GatewayHost.StartAsync(c =>
            c.JsonAsync(
                """{"object":"list","data":[{"object":"embedding","index":0,"embedding":"AAAAPwAAgD4="}],"model":"m","usage":{"prompt_tokens":100,"total_tokens":100}}"""));

        var vector =
            (await new EmbeddingClient(
                "lab/small",
                new ApiKeyCredential(FakeKeys.Good),
                Options(gateway)).GenerateEmbeddingAsync("hi")).Value;

        vector.ToFloats().ToArray().ShouldBe([0.5f, 0.25f]);
    }

    [Fact]
    public async Task Chat_BudgetExceeded_FailsWithoutRetries()
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        gateway.Meter.Refusal = new FactoryException(
            ErrorCodes.BudgetExceeded,
            "The budget of task-1 is used up.",
            "factory budget set task-1 1");

        var refused = await Should.ThrowAsync<ClientResultException>(() => Chat(gateway).CompleteChatAsync("hi"));

        refused.Status.ShouldBe(402);
        refused.Message.ShouldContain("task-1");
        gateway.Meter.ReservationCount.ShouldBe(1);
    }

    private static ChatClient Chat(GatewayHost gateway) => new("lab/small", new ApiKeyCredential(FakeKeys.Good), Options(gateway));

    private static OpenAIClientOptions Options(GatewayHost gateway) => new() { Endpoint = new Uri(gateway.Url + "/v1") };
}
