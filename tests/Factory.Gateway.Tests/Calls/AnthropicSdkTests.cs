using Anthropic;
using Anthropic.Models.Messages;
using Factory.Contracts.Errors;

namespace Factory.Gateway.Tests.Calls;

/// <summary>Anthropic's own library as a client, with nothing but a base URL and a key.</summary>
public sealed class AnthropicSdkTests
{
    public static TheoryData<ModelApi> Providers => ApiSample.Names;

    [Theory, MemberData(nameof(Providers))]
    public async Task CreateMessage_WithATool_CallsItAtEveryProvider(ModelApi provider)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(ToolReplies.Whole(provider)), [provider]);

        var reply = await Client(gateway).Messages.Create(Request());

        var call = reply.Content.Select(c => c.Value).OfType<ToolUseBlock>().ShouldHaveSingleItem();
        (call.Name, call.Input["at"].GetInt32()).ShouldBe(("look", 1));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task CreateMessageStreaming_WithATool_CallsItAtEveryProvider(ModelApi provider)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.StreamAsync(ToolReplies.Stream(provider)), [provider]);
        var (names, json) = (new List<string>(), "");

        await foreach (var e in Client(gateway).Messages.CreateStreaming(Request()))
        {
            if (e.Value is RawContentBlockStartEvent { ContentBlock.Value: ToolUseBlock block })
            {
                names.Add(block.Name);
            }
            else if (e.Value is RawContentBlockDeltaEvent { Delta.Value: InputJsonDelta delta })
            {
                json += delta.PartialJson;
            }
        }

        names.ShouldBe(["look"]);
        json.Replace(" ", "", StringComparison.Ordinal).ShouldBe("""{"at":1}""");
    }

    [Fact]
    public async Task Chat_BudgetExceeded_FailsWithoutRetries()
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync("{}"));
        gateway.Meter.Refusal = new FactoryException(
            ErrorCodes.BudgetExceeded,
            "The budget of task-1 is used up.",
            "factory budget set task-1 1");

        var refused = await Should.ThrowAsync<Exception>(() => Client(gateway).Messages.Create(Request()));

        refused.Message.ShouldContain("task-1");
        gateway.Meter.ReservationCount.ShouldBe(1);
    }

    private static AnthropicClient Client(GatewayHost gateway) => new() { ApiKey = FakeKeys.Good, BaseUrl = gateway.Url };

    private static MessageCreateParams Request() => new()
    {
        Model = "lab/small",
        MaxTokens = 500,
        Messages = [new UserMessageParam { Content = "hi" }],
        Tools = [new Tool { Name = "look", InputSchema = new() }],
    };
}
