using Factory.Contracts.Models;
using Factory.Gateway.Apis;
using Factory.Gateway.Calls;
using Factory.Gateway.Inspection;

namespace Factory.Gateway.Tests.Calls;

/// <summary>What is set aside before a call.</summary>
public sealed class GatewayCostBoundTests
{
    private static readonly ModelDefinition Model = FakeEndpoints.Provider("lab", "http://127.0.0.1", ModelTier.Cheap, [ProtocolNames.Messages]).Provider.Models[0];

    [Fact]
    public void Bytes_AreTheMostThatTextCanBe() => Of(new RequestInspection { Length = 5_000, Cap = 100 }).ShouldBe((5_000, 100, 100, 1));

    [Fact]
    public void Context_IsTheMostThatAnyInputCanBe() => Of(new RequestInspection { Length = 9_000_000 }).Input.ShouldBe(Model.ContextTokens);

    [Fact]
    public void InputThatLiesElsewhere_MayFillTheContext() => Of(new RequestInspection { Length = 10, Elsewhere = true }).Input.ShouldBe(Model.ContextTokens);

    [Fact]
    public void Pictures_CostMoreThanTheirBytes() => Of(new RequestInspection { Length = 10, Images = 1 }).Input.ShouldBe(50_010);

    [Fact]
    public void Embeddings_EachHaveAContextOfTheirOwn()
    {
        var worst = GatewayCostBound.Of(new RequestInspection { Length = 9_000_000 }, new EmbeddingsSurface(), Model);

        (worst.InputTokens, worst.OutputTokens).ShouldBe((9_000_000, 0));
    }

    [Fact]
    public void NoCap_IsTheModelsOwn() => Of(new RequestInspection { Length = 10 }).ShouldBe((10, 8_000, 1_024, 1));

    [Fact]
    public void CapAboveTheModels_IsTheModelsOwn() => Of(new RequestInspection { Length = 10, Cap = 128_000 }).Output.ShouldBe(8_000);

    [Fact]
    public void Thinking_MustFit_WithAnAnswerBehindIt() => Of(new RequestInspection { Length = 10, Cap = 7_000, Thinking = 4_000 }).Least.ShouldBe(5_024);

    [Fact]
    public void Choices_EachHaveTheirOutput() => Of(new RequestInspection { Length = 10, Cap = 100, Choices = 3 }).Choices.ShouldBe(3);

    private static (long Input, int Output, int Least, int Choices) Of(RequestInspection facts)
    {
        var worst = GatewayCostBound.Of(facts, new MessagesSurface(), Model);
        return (worst.InputTokens, worst.OutputTokens, worst.MinOutputTokens, worst.Choices);
    }
}
