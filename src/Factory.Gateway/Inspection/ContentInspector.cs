using System.Text.Json;

namespace Factory.Gateway.Inspection;

/// <summary>
/// Inspects the messages of a request, only for what makes more tokens than it has bytes. Images are counted;
/// everything else that is not text (files, audio, URLs, ids) means that the input may fill the whole context. In doubt
/// the answer is yes: too much is reserved until the call ends, but nothing more is spent.
/// </summary>
internal static class ContentInspector
{
    /// <summary>Inspects the value at the reader.</summary>
    public static void Read(ref Utf8JsonReader reader, RequestInspection inspection, ModelApi api)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return;
        }

        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadMember(ref reader, inspection, api);
            }
        }
    }

    private static void ReadMember(ref Utf8JsonReader reader, RequestInspection inspection, ModelApi api)
    {
        // An escaped name may be any name. Deep inside a message that is legal and harmless, so the call is reserved at
        // its upper bound instead of being rejected.
        if (reader.ValueIsEscaped)
        {
            (inspection.HasExternalInput, inspection.UsesOneHourCache) = (true, true);
            return;
        }

        var name = reader.ValueSpan;
        switch (api)
        {
            case ModelApi.AnthropicMessages:
                if (name.SequenceEqual("type"u8))
                {
                    reader.Read();
                    ReadAnthropicType(ref reader, inspection);
                }
                else if (name.SequenceEqual("cache_control"u8))
                {
                    reader.Read();
                    PricingRules.ReadCacheControl(ref reader, inspection);
                }

                break;
            case ModelApi.GeminiGenerateContent:
                inspection.HasExternalInput |= name.SequenceEqual("inlineData"u8)
                    || name.SequenceEqual("inline_data"u8)
                    || name.SequenceEqual("fileData"u8)
                    || name.SequenceEqual("file_data"u8);
                break;
            case ModelApi.OpenAIEmbeddings:
                inspection.HasExternalInput |= name.SequenceEqual("image_url"u8) || name.SequenceEqual("type"u8);
                break;
            default:
                ReadOpenAIMember(ref reader, inspection, name, api);
                break;
        }
    }

    private static void ReadAnthropicType(ref Utf8JsonReader reader, RequestInspection inspection)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return;
        }

        if (reader.ValueTextEquals("image"u8))
        {
            inspection.Images++;
        }
        else
        {
            inspection.HasExternalInput |= reader.ValueTextEquals("document"u8)
                || reader.ValueTextEquals("container_upload"u8)
                || reader.ValueTextEquals("url"u8)
                || reader.ValueTextEquals("file"u8);
        }
    }

    private static void ReadOpenAIMember(ref Utf8JsonReader reader, RequestInspection inspection, ReadOnlySpan<byte> name, ModelApi api)
    {
        if (name.SequenceEqual("image_url"u8))
        {
            inspection.Images++;
            ReadUrl(ref reader, inspection);
        }
        else if (name.SequenceEqual("url"u8))
        {
            ReadUrl(ref reader, inspection);
        }
        else if (name.SequenceEqual("type"u8))
        {
            reader.Read();
            inspection.HasExternalInput |= reader.TokenType == JsonTokenType.String
                && (reader.ValueTextEquals("item_reference"u8)
                    || reader.ValueTextEquals("input_file"u8)
                    || reader.ValueTextEquals("file"u8));
        }
        else if (api == ModelApi.OpenAIResponses && name.SequenceEqual("tools"u8))
        {
            // Codex sends some tools as items of the input (additional_tools), with the same rules as those at the top
            // level.
            reader.Read();
            ToolInspector.Read(ref reader, inspection, api);
        }
        else
        {
            inspection.HasExternalInput |= name.SequenceEqual("file_id"u8)
                || name.SequenceEqual("file_data"u8)
                || name.SequenceEqual("file_url"u8)
                || name.SequenceEqual("input_audio"u8)
                || name.SequenceEqual("video_url"u8) || name.SequenceEqual("file"u8);
        }
    }

    // An image in the request itself has a known upper bound; what the provider downloads from a URL may be anything.
    private static void ReadUrl(ref Utf8JsonReader reader, RequestInspection inspection)
    {
        reader.Read();
        inspection.HasExternalInput |= reader.TokenType == JsonTokenType.String && !reader.ValueSpan.StartsWith("data:image/"u8);
    }
}
