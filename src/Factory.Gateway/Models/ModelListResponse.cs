using System.Text.Json;
using Factory.Gateway.ApiFormats;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Models;

/// <summary>
/// Writes the models of a key, or one of them, in the form of the client's API. Tiers come first, so that a client that
/// offers a choice offers them.
/// </summary>
internal sealed class ModelListResponse(HttpResponse response, ApiFormat format, IEnumerable<ModelDefinition> models)
{
    private readonly List<ModelDefinition> _models = [.. models];

    private IReadOnlyList<string> Ids =>
        [
            .. _models.Count == 0 ? [] : ModelResolver.Tiers.Select(tier => ModelResolver.TierPrefix + tier.Name),
            .. _models.Select(model => model.Ref.ToString()),
        ];

    /// <summary>Writes a page of the list.</summary>
    public async Task WriteAllAsync(ModelPage page)
    {
        var ids = page.Of(Ids, out var hasMore);
        await WriteAsync(json =>
        {
            switch (format.ModelApi)
            {
                case ModelApi.AnthropicMessages:
                    WriteItems(json, "data", ids);
                    json.WriteBoolean("has_more", hasMore);
                    json.WriteString("first_id", ids.FirstOrDefault());
                    json.WriteString("last_id", ids.LastOrDefault());
                    break;
                case ModelApi.GeminiGenerateContent:
                    WriteItems(json, "models", ids);
                    if (hasMore)
                    {
                        json.WriteString("nextPageToken", ids[^1]);
                    }

                    break;
                default:
                    json.WriteString("object", "list");
                    WriteItems(json, "data", ids);
                    break;
            }
        });
    }

    /// <summary>Writes one model; false when the key grants none of this name.</summary>
    /// <param name="name">A name of the list, or a model's name without its provider.</param>
    public async Task<bool> TryWriteOneAsync(string name)
    {
        var id = Ids.Contains(name) ? name : _models.Find(model => model.Ref.Model == name)?.Ref.ToString();
        if (id is not null)
        {
            // The name that the client asked for, which is the one that it will call.
            await WriteAsync(json => WriteItem(json, name, id));
        }

        return id is not null;
    }

    private async Task WriteAsync(Action<Utf8JsonWriter> write)
    {
        response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        await json.FlushAsync();
    }

    private void WriteItems(Utf8JsonWriter json, string name, IReadOnlyList<string> ids)
    {
        json.WriteStartArray(name);
        foreach (var id in ids)
        {
            json.WriteStartObject();
            WriteItem(json, id, id);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteItem(Utf8JsonWriter json, string name, string id)
    {
        switch (format.ModelApi)
        {
            case ModelApi.AnthropicMessages:
                WriteAnthropic(json, name);
                break;
            case ModelApi.GeminiGenerateContent:
                WriteGemini(json, name, _models.Find(model => model.Ref.ToString() == id));
                break;
            default:
                WriteOpenAI(json, name, id[..id.IndexOf('/', StringComparison.Ordinal)]);
                break;
        }
    }

    private static void WriteOpenAI(Utf8JsonWriter json, string id, string owner)
    {
        json.WriteString("id", id);
        json.WriteString("object", "model");
        // Unknown, but a model of OpenAI's always has it.
        json.WriteNumber("created", 0);
        json.WriteString("owned_by", owner);
    }

    private static void WriteAnthropic(Utf8JsonWriter json, string id)
    {
        json.WriteString("type", "model");
        json.WriteString("id", id);
        json.WriteString("display_name", id);
        json.WriteString("created_at", "1970-01-01T00:00:00Z");
    }

    private static void WriteGemini(Utf8JsonWriter json, string id, ModelDefinition? model)
    {
        json.WriteString("name", "models/" + id);
        json.WriteString("displayName", id);
        if (model is not null)
        {
            json.WriteNumber("inputTokenLimit", model.ContextTokens);
            json.WriteNumber("outputTokenLimit", model.MaxOutputTokens);
        }

        json.WriteStartArray("supportedGenerationMethods");
        json.WriteStringValue("generateContent");
        json.WriteStringValue("countTokens");
        json.WriteEndArray();
    }
}
