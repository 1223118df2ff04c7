using System.Text.Json;
using Factory.Contracts.Json;
using Factory.Contracts.Models;

namespace Factory.Domain.Tests.Models;

/// <summary>Names of model APIs are stored in the ledger and written by operators: they must not change.</summary>
public sealed class ModelApisTests
{
    public static TheoryData<ModelApi> All => [.. ModelApis.All];

    [Theory]
    [InlineData(ModelApi.OpenAIChat, "openai-chat")]
    [InlineData(ModelApi.OpenAIResponses, "openai-responses")]
    [InlineData(ModelApi.OpenAIEmbeddings, "openai-embeddings")]
    [InlineData(ModelApi.AnthropicMessages, "anthropic-messages")]
    [InlineData(ModelApi.GeminiGenerateContent, "gemini")]
    [InlineData(ModelApi.OllamaChat, "ollama")]
    [InlineData(ModelApi.OllamaEmbeddings, "ollama-embeddings")]
    [InlineData(ModelApi.Rehearsal, "rehearsal")]
    public void ToName_EveryApi_IsTheStoredName(ModelApi api, string name) => ModelApis.ToName(api).ShouldBe(name);

    [Theory]
    [MemberData(nameof(All))]
    public void TryParse_EveryPrintedName_IsTheApi(ModelApi api)
    {
        ModelApis.TryParse(ModelApis.ToName(api), out var parsed).ShouldBeTrue();
        parsed.ShouldBe(api);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("OpenAIChat")]
    [InlineData("OpenAI-Chat")]
    [InlineData("0")]
    public void TryParse_AnythingElse_Fails(string? name) => ModelApis.TryParse(name, out _).ShouldBeFalse();

    [Fact]
    public void Parse_UnknownName_FailsWithTheName() =>
        Should.Throw<FormatException>(() => ModelApis.Parse("telegraph")).Message.ShouldContain("telegraph");

    [Theory]
    [MemberData(nameof(All))]
    public void Serialize_InBothDialects_IsTheName(ModelApi api)
    {
        foreach (var options in new[] { FactoryJson.Options, JsonSerializerOptions.Default })
        {
            var json = JsonSerializer.Serialize(api, options);
            json.ShouldBe($"\"{ModelApis.ToName(api)}\"");
            JsonSerializer.Deserialize<ModelApi>(json, options).ShouldBe(api);
        }
    }
}
