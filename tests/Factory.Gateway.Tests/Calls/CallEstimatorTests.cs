using Factory.Gateway.ApiFormats;
using Factory.Gateway.Calls;
using Factory.Gateway.Inspection;

namespace Factory.Gateway.Tests.Calls;

/// <summary>What is reserved before a call.</summary>
public sealed class CallEstimatorTests
{
    private static readonly ModelDefinition Model = FakeEndpoints.Provider("lab", "http://127.0.0.1", ModelTier.Cheap, [ModelApi.AnthropicMessages]).Provider.Models[0];

    [Fact]
    public void Estimate_Text_IsAtMostItsBytes() => Of(new RequestInspection { BodyLength = 5_000, MaxOutputTokens = 100 }).ShouldBe((5_000, 100, 100, 1));

    [Fact]
    public void Estimate_LongBody_IsAtMostTheContext() => Of(new RequestInspection { BodyLength = 9_000_000 }).Input.ShouldBe(Model.ContextTokens);

    [Fact]
    public void Estimate_ExternalInput_FillsTheContext() => Of(new RequestInspection { BodyLength = 10, HasExternalInput = true }).Input.ShouldBe(Model.ContextTokens);

    [Fact]
    public void Estimate_Images_CostMoreThanTheirBytes() => Of(new RequestInspection { BodyLength = 10, Images = 1 }).Input.ShouldBe(50_010);

    [Fact]
    public void Estimate_Embeddings_EachHaveAContextOfTheirOwn()
    {
        var estimate = CallEstimator.Estimate(new RequestInspection { BodyLength = 9_000_000 }, new OpenAIEmbeddingsApiFormat(), Model);

        (estimate.InputTokens, estimate.OutputTokens).ShouldBe((9_000_000, 0));
    }

    [Fact]
    public void Estimate_NoOutputLimit_IsTheModels() => Of(new RequestInspection { BodyLength = 10 }).ShouldBe((10, 8_000, 1_024, 1));

    [Fact]
    public void Estimate_OutputLimitAboveTheModels_IsTheModels() => Of(new RequestInspection { BodyLength = 10, MaxOutputTokens = 128_000 }).Output.ShouldBe(8_000);

    [Fact]
    public void Estimate_Thinking_MustFitTogetherWithAnAnswer() => Of(new RequestInspection { BodyLength = 10, MaxOutputTokens = 7_000, ThinkingBudget = 4_000 }).Least.ShouldBe(5_024);

    [Fact]
    public void Estimate_Choices_EachHaveTheirOutput() => Of(new RequestInspection { BodyLength = 10, MaxOutputTokens = 100, Choices = 3 }).Choices.ShouldBe(3);

    private static (long Input, int Output, int Least, int Choices) Of(RequestInspection inspection)
    {
        var estimate = CallEstimator.Estimate(inspection, new AnthropicMessagesApiFormat(), Model);
        return (estimate.InputTokens, estimate.OutputTokens, estimate.MinOutputTokens, estimate.Choices);
    }
}
