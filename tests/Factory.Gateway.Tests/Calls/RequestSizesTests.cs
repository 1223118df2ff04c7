using Factory.Gateway.ApiFormats;
using Factory.Gateway.Calls;
using Factory.Gateway.Inspection;
using Factory.Metering.Calls;

namespace Factory.Gateway.Tests.Calls;

public sealed class RequestSizesTests
{
    [Fact]
    public void Measure_EveryFindingThatBoundsTheCost_ReachesTheSize()
    {
        var inspection = new RequestInspection
        {
            BodyLength = 5_000,
            HasTools = true,
            HasExternalInput = true,
            Images = 2,
            MaxOutputTokens = 100,
            ThinkingBudget = 50,
            Choices = 3,
            UsesOneHourCache = true,
        };

        RequestSizes.Measure(inspection, new AnthropicMessagesApiFormat()).ShouldBe(new RequestSize(5_000)
        {
            HasTools = true,
            HasExternalInput = true,
            Images = 2,
            MaxOutputTokens = 100,
            ThinkingBudget = 50,
            Choices = 3,
            UsesOneHourCache = true,
        });
    }

    [Fact]
    public void Measure_Embeddings_HaveNoOutput() =>
        RequestSizes.Measure(new RequestInspection(), new OpenAIEmbeddingsApiFormat()).HasOutput.ShouldBeFalse();

    [Fact]
    public void Measure_TokenCounts_AreFree() =>
        RequestSizes.Measure(new RequestInspection(), new AnthropicCountTokensApiFormat()).IsFree.ShouldBeTrue();
}
