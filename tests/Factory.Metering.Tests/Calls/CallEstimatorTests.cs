using Factory.Contracts.Ledger;
using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Metering.Calls;
using Factory.TestKit.Builders;

namespace Factory.Metering.Tests.Calls;

public sealed class CallEstimatorTests
{
    private static readonly ModelDefinition Model = Given.Model(Given.SmallModel, ModelTier.Cheap) with
    {
        ContextTokens = 100_000,
        MaxOutputTokens = 8_000
    };

    [Fact]
    public void Estimate_Text_IsBoundByItsBytes() =>
        Estimate(new RequestSize(5_000) { MaxOutputTokens = 100 }).ShouldBe((5_000, 100, 100, 1));

    [Fact]
    public void Estimate_MoreBytesThanContext_IsBoundByTheContext() => Estimate(new RequestSize(9_000_000)).Input.ShouldBe(100_000);

    [Fact]
    public void Estimate_ExternalInput_MayFillTheContext() =>
        Estimate(new RequestSize(10) { HasExternalInput = true }).Input.ShouldBe(100_000);

    [Fact]
    public void Estimate_Images_CostMoreThanTheirBytes() => Estimate(new RequestSize(10) { Images = 1 }).Input.ShouldBe(50_010);

    [Fact]
    public void Estimate_Tools_AddTheProvidersHiddenPrompt() => Estimate(new RequestSize(10) { HasTools = true }).Input.ShouldBe(1_034);

    [Fact]
    public void Estimate_Embeddings_MayExceedTheContext() =>
        Estimate(new RequestSize(9_000_000) { HasOutput = false }).ShouldBe((9_000_000, 0, 0, 1));

    [Fact]
    public void Estimate_FreeCall_ReservesNothing() => Estimate(new RequestSize(5_000) { IsFree = true }).ShouldBe((0, 0, 0, 1));

    [Fact]
    public void Estimate_NoCap_IsTheModelsOwn() => Estimate(new RequestSize(10)).ShouldBe((10, 8_000, 1_024, 1));

    [Fact]
    public void Estimate_CapAboveTheModels_IsTheModelsOwn() =>
        Estimate(new RequestSize(10) { MaxOutputTokens = 128_000 }).Output.ShouldBe(8_000);

    [Fact]
    public void Estimate_ThinkingBudget_LeavesRoomForAnAnswer() =>
        Estimate(new RequestSize(10) { MaxOutputTokens = 7_000, ThinkingBudget = 4_000 }).MinOutput.ShouldBe(5_024);

    // These numbers come from the bodies of requests.
    [Theory]
    [InlineData(long.MaxValue, 0, 8_000, 1_024)]
    [InlineData(0, 0, 1, 1)]
    [InlineData(-5, 0, 1, 1)]
    [InlineData(8_000, -1, 8_000, 1_024)]
    [InlineData(8_000, 7_000, 8_000, 8_000)]
    [InlineData(8_000, long.MaxValue, 8_000, 8_000)]
    [InlineData(8_000, long.MinValue, 8_000, 1_024)]
    public void Estimate_NumbersOfTheCaller_StayWithinTheModels(long cap, long thinking, int output, int minimum) =>
        Estimate(new RequestSize(10) { MaxOutputTokens = cap, ThinkingBudget = thinking }).ShouldBe((10, output, minimum, 1));

    [Fact]
    public void Estimate_TwoSamplings_CountEverythingTwice() =>
        Estimate(new RequestSize(10) { Choices = 3, Samplings = 2, MaxOutputTokens = 100 }).ShouldBe((20, 100, 100, 6));

    [Fact]
    public void TotalTokens_SeveralChoices_CountTheOutputOfEach() =>
        CallEstimator.TotalTokens(CallEstimator.Estimate(
            Model,
            ModelApi.OpenAIChat,
            new RequestSize(10) { MaxOutputTokens = 100, Choices = 3 },
            Billing.PayAsYouGo)).ShouldBe(310);

    private static (long Input, int Output, int MinOutput, int Choices) Estimate(RequestSize size)
    {
        var estimate = CallEstimator.Estimate(Model, ModelApi.OpenAIChat, size, Billing.PayAsYouGo);
        return (estimate.InputTokens, estimate.OutputTokens, estimate.MinOutputTokens, estimate.Choices);
    }
}
