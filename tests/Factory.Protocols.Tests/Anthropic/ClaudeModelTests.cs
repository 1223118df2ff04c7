using Factory.Protocols.Anthropic;

namespace Factory.Protocols.Tests.Anthropic;

public sealed class ClaudeModelTests
{
    [Theory]
    [InlineData("claude-3-7-sonnet-20250219", false, false)]
    [InlineData("claude-3-haiku", false, false)]
    [InlineData("claude-sonnet-4-20250514", false, false)]
    [InlineData("claude-sonnet-4", false, false)]
    [InlineData("claude-opus-4-1-20250805", false, false)]
    [InlineData("claude-sonnet-4-5", false, false)]
    [InlineData("claude-opus-4-6", true, false)]
    [InlineData("claude-opus-4-6-20260101", true, false)]
    [InlineData("claude-opus-4-10", true, false)]
    [InlineData("anthropic/claude-sonnet-4.6", true, false)]
    [InlineData("us.anthropic.claude-sonnet-4-5-20250929-v1:0", false, false)]
    [InlineData("claude-opus-5", true, true)]
    [InlineData("claude-opus-5-5", true, true)]
    [InlineData("claude-haiku-10-1", true, true)]
    [InlineData("glm-5", false, false)]
    [InlineData("", false, false)]
    public void UsesAdaptiveThinking_AndSystemMessages_FollowTheVersion(string model, bool adaptive, bool systemMessages) =>
        (ClaudeModel.UsesAdaptiveThinking(model), ClaudeModel.SupportsSystemMessagesInHistory(model)).ShouldBe((adaptive, systemMessages));
}
