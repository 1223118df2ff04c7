using System.Runtime.InteropServices;
using System.Text.Json;
using Factory.Protocols.Json;

namespace Factory.Protocols.Ollama;

/// <summary>OpenAI's embeddings served by Ollama's own <c>/api/embed</c>: its copy of OpenAI's protocol takes no context size, and cuts a longer text silently.</summary>
public sealed class OllamaEmbeddingsTranslator
{
    private static readonly FieldRules Rules = FieldRules.IgnoringOnly("embeddings", "user");

    private readonly TranslationContext _context;
    private readonly bool _isBase64;

    /// <exception cref="TranslationException">The request is not in OpenAI's protocol, or holds something that Ollama's cannot say.</exception>
    public OllamaEmbeddingsTranslator(ReadOnlyMemory<byte> body, TranslationContext context)
    {
        _context = context;
        var reader = JsonText.Parse(body.Span).Object();
        reader.Take("model");
        var input = reader.Required("input");
        IReadOnlyList<string> texts = input.IsText ? [input.Text()] : [.. input.Items().Select(TextInput)];
        var dimensions = reader.NonNegativeInt("dimensions");
        _isBase64 = reader.Text("encoding_format") switch
        {
            null or "float" => false,
            "base64" => true,
            _ => throw new TranslationException("encoding_format", "must be float or base64"),
        };
        reader.RejectUnread(Rules);
        Body = JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("model", context.UpstreamModel);
            json.WriteStartArray("input");
            foreach (var text in texts)
            {
                json.WriteStringValue(text);
            }

            json.WriteEndArray();
            json.WriteBoolean("truncate", false);
            json.WriteNumberIfNotNull("dimensions", dimensions);
            json.WriteStartObject("options");
            json.WriteNumberIfNotNull("num_ctx", context.ContextTokens);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    /// <value>The request in Ollama's protocol.</value>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>A reply in OpenAI's protocol.</summary>
    /// <exception cref="TranslationException">The reply is not in Ollama's protocol.</exception>
    public byte[] TranslateResponse(ReadOnlyMemory<byte> body)
    {
        var reader = JsonText.Parse(body.Span, isReply: true).Object();
        var vectors = reader.Required("embeddings").Items().Select(vector => vector.Items().Select(number => (float)number.Number()).ToArray()).ToList();
        var tokens = reader.Take("prompt_eval_count")?.Integer() ?? 0;
        return JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("object", "list");
            json.WriteString("model", _context.ClientModel);
            json.WriteStartArray("data");
            for (var i = 0; i < vectors.Count; i++)
            {
                json.WriteStartObject();
                json.WriteString("object", "embedding");
                json.WriteNumber("index", i);
                Write(json, vectors[i]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartObject("usage");
            json.WriteNumber("prompt_tokens", tokens);
            json.WriteNumber("total_tokens", tokens);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static string TextInput(JsonValueReader node) => node.IsText
        ? node.Text()
        : throw new TranslationException(node.Path, "tokens mean nothing to another provider's model; send the text");

    private void Write(Utf8JsonWriter json, float[] vector)
    {
        if (_isBase64)
        {
            json.WriteBase64String("embedding", MemoryMarshal.AsBytes<float>(vector));
            return;
        }

        json.WriteStartArray("embedding");
        foreach (var number in vector)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
