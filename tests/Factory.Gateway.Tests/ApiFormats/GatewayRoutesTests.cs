using Factory.Gateway.ApiFormats;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Tests.ApiFormats;

public sealed class GatewayRoutesTests
{
    [Theory]
    [InlineData("/v1beta/models/lab/qwen3:8b:generateContent", "lab/qwen3:8b", false)]
    [InlineData("/v1beta/models/lab%2Fqwen3%3A8b:streamGenerateContent", "lab/qwen3:8b", true)]
    [InlineData("/v1beta/lab/m-1:generateContent", "lab/m-1", false)]
    [InlineData("/v1beta/lab/qwen3:8b:streamGenerateContent", "lab/qwen3:8b", true)]
    [InlineData("/v1beta/factory/cheap:generateContent", "factory/cheap", false)]
    public void Match_GeminiModelWithColonsAndSlashes_IsKept(string path, string model, bool stream)
    {
        var route = Match(path);

        (route.Operation, route.Model, route.Stream).ShouldBe((GatewayOperation.Generate, model, stream));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("?alt=json", true)]
    [InlineData("?alt=sse", false)]
    public void Match_GeminiStream_IsAnArrayUnlessSseIsRequested(string query, bool asArray) =>
        Match("/v1beta/models/lab/small:streamGenerateContent", query).AsJsonArray.ShouldBe(asArray);

    [Theory]
    [InlineData("/v1/models/lab/small", ModelApi.OpenAIChat, "lab/small")]
    [InlineData("/v1/models/lab%2Fsmall", ModelApi.OpenAIChat, "lab/small")]
    [InlineData("/v1beta/models/lab/qwen3:8b", ModelApi.GeminiGenerateContent, "lab/qwen3:8b")]
    [InlineData("/v1beta/models/small", ModelApi.GeminiGenerateContent, "small")]
    public void Match_OneModel_IsNamed(string path, ModelApi api, string model)
    {
        var route = Match(path, method: "GET");

        (route.Operation, route.Format.ModelApi, route.Model).ShouldBe((GatewayOperation.GetModel, api, model));
    }

    [Theory]
    [InlineData("/v1/chat/completions", ModelApi.OpenAIChat)]
    [InlineData("/v1/responses", ModelApi.OpenAIResponses)]
    [InlineData("/v1/embeddings", ModelApi.OpenAIEmbeddings)]
    [InlineData("/v1/messages", ModelApi.AnthropicMessages)]
    public void Match_ModelCall_IsOfItsApi(string path, ModelApi api) =>
        (Match(path).Operation, Match(path).Format.ModelApi).ShouldBe((GatewayOperation.Generate, api));

    [Theory]
    [InlineData("/v1/nothing", false, ModelApi.OpenAIChat)]
    [InlineData("/v1/nothing", true, ModelApi.AnthropicMessages)]
    [InlineData("/v1beta/nothing", false, ModelApi.GeminiGenerateContent)]
    [InlineData("/v1beta/models/lab/small:predict", false, ModelApi.GeminiGenerateContent)]
    [InlineData("/V1/chat/completions", false, ModelApi.OpenAIChat)]
    public void Match_UnknownPath_HasTheApiThatTheClientProbablyUses(string path, bool sendsAnthropicVersion, ModelApi api)
    {
        var route = Match(path, anthropic: sendsAnthropicVersion);

        (route.Operation, route.Format.ModelApi).ShouldBe((GatewayOperation.Unknown, api));
    }

    private static GatewayRoute Match(string path, string query = "", bool anthropic = false, string method = "POST")
    {
        var request = new DefaultHttpContext().Request;
        request.Method = method;
        request.QueryString = new QueryString(query);
        if (anthropic)
        {
            request.Headers["anthropic-version"] = "2023-06-01";
        }

        return GatewayRoutes.Match(path, request);
    }
}
