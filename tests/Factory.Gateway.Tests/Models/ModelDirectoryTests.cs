using Factory.Gateway.ApiFormats;
using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;
using Factory.Gateway.Models;

namespace Factory.Gateway.Tests.Models;

public sealed class ModelDirectoryTests
{
    private static readonly ApiFormat Chat = new OpenAIChatApiFormat();
    private static readonly ApiFormat Embeddings = new OpenAIEmbeddingsApiFormat();
    private static readonly RequestInspection Plain = new();

    private readonly FakeEndpoints _endpoints = new();
    private readonly ModelDirectory _directory;

    public ModelDirectoryTests() => _directory = new ModelDirectory(_endpoints);

    [Fact]
    public void Find_ProviderServesTheClientsApi_IsCalledWithIt()
    {
        Provide("lab", ModelApi.OpenAIChat, ModelApi.AnthropicMessages);

        Find("lab/small").Candidates.ShouldHaveSingleItem().Format.ModelApi.ShouldBe(ModelApi.OpenAIChat);
    }

    [Theory]
    [InlineData(ModelApi.AnthropicMessages)]
    [InlineData(ModelApi.OllamaChat)]
    public void Find_ProviderOfAnotherApi_IsTranslatedUnlessOnlyNativeWillDo(ModelApi api)
    {
        Provide("lab", api);

        Find("lab/small").Candidates.ShouldHaveSingleItem().Format.ModelApi.ShouldBe(api);
        Find("lab/small", nativeOnly: true).Error!.Kind.ShouldBe(GatewayErrorKind.BadRequest);
    }

    [Fact]
    public void Find_NoApiThatFits_NamesTheApi()
    {
        Provide("lab", ModelApi.OpenAIEmbeddings);

        var error = Find("lab/small").Error!;

        error.Kind.ShouldBe(GatewayErrorKind.BadRequest);
        error.Message.ShouldContain("'openai-chat'");
    }

    [Fact]
    public void Find_Embeddings_AreTranslatedForOllamaOnly()
    {
        Provide("lab", ModelApi.OllamaChat, ModelApi.OllamaEmbeddings);
        Find("lab/small", Embeddings).Candidates.ShouldHaveSingleItem().Format.ModelApi.ShouldBe(ModelApi.OllamaEmbeddings);

        Provide("lab", ModelApi.OpenAIChat);
        Find("lab/small", Embeddings).Error!.Message.ShouldContain("'openai-embeddings'");
    }

    [Fact]
    public void Find_ModelThatTheKeyDoesNotGrant_IsNotAllowed()
    {
        Provide("lab", ModelApi.OpenAIChat);

        Find("lab/small", allowed: [new ModelRef("lab", "lab-own")]).Error!.Kind.ShouldBe(GatewayErrorKind.ModelNotAllowed);
        Find("lab/absent").Error!.Kind.ShouldBe(GatewayErrorKind.NotFound);
    }

    [Fact]
    public void Find_SameRequestTwice_IsResolvedOnce()
    {
        Provide("lab", ModelApi.OpenAIChat);
        IReadOnlyList<ModelRef> allowed = [new("lab", "small")];

        _directory.Find(Chat, "lab/small", allowed, Plain, false).Candidates
            .ShouldBeSameAs(_directory.Find(Chat, "lab/small", allowed, Plain, false).Candidates);
    }

    [Fact]
    public void Find_ConfigurationChanged_IsResolvedAgain()
    {
        Provide("lab", ModelApi.OpenAIChat);
        Find("lab/small").Candidates.Count.ShouldBe(1);

        Provide("other", ModelApi.OpenAIChat);

        Find("lab/small").Error!.Kind.ShouldBe(GatewayErrorKind.NotFound);
        Find("other/small").Candidates.Count.ShouldBe(1);
    }

    [Fact]
    public void Find_ToolsInTheRequest_AreNeededOfTheModel()
    {
        Provide("lab", ModelApi.OpenAIChat);
        var connection = _endpoints.Connections[0];
        _endpoints.Connections =
        [
            connection with
            {
                Provider = connection.Provider with
                {
                    Models = [connection.Provider.Models[0] with { Capabilities = ["vision"] }, connection.Provider.Models[1]]
                }
            },
        ];

        _directory.Find(Chat, "factory/premium", [], new RequestInspection { HasTools = true }, false)
            .Candidates.Select(c => c.Model.Ref.Model)
            .ShouldBe(["lab-own"]);
        _directory.Find(Chat, "factory/cheap", [], new RequestInspection { HasTools = true }, false)
            .Candidates.ShouldNotContain(c => c.Model.Ref.Model == "small");
    }

    [Fact]
    public void ListAllowed_KeyForSomeModels_AreOnlyThose()
    {
        Provide("lab", ModelApi.OpenAIChat);

        _directory.ListAllowed([]).Count().ShouldBe(2);
        _directory.ListAllowed([new ModelRef("lab", "small")]).ShouldHaveSingleItem().Ref.Model.ShouldBe("small");
    }

    private void Provide(string name, params ModelApi[] apis) =>
        _endpoints.Connections = [FakeEndpoints.Provider(name, "http://127.0.0.1:9", ModelTier.Cheap, apis)];

    private (IReadOnlyList<Factory.Gateway.Calls.UpstreamCandidate> Candidates, GatewayError? Error) Find(
        string name,
        ApiFormat? format = null,
        IReadOnlyList<ModelRef>? allowed = null,
        bool nativeOnly = false) => _directory.Find(format ?? Chat, name, allowed ?? [], Plain, nativeOnly);
}
