using System.Text.Json;

namespace Factory.Gateway.Inspection;

/// <summary>
/// The conversation: looks only for what makes more tokens than it has bytes. Pictures are counted, everything else that is not text (files, sounds, addresses, ids) means that
/// the whole context may be filled. When in doubt it says so: too much is set aside for the length of the call, nothing is spent for it.
/// </summary>
internal static class ContentScan
{
    public static void Read(ref Utf8JsonReader reader, RequestInspection facts, string protocol)
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
                Member(ref reader, facts, protocol);
            }
        }
    }

    private static void Member(ref Utf8JsonReader reader, RequestInspection facts, string protocol)
    {
        if (reader.ValueIsEscaped)
        {
            (facts.Elsewhere, facts.CachesForHour) = (true, true);
            return;
        }

        var name = reader.ValueSpan;
        switch (protocol)
        {
            case ProtocolNames.Messages:
                if (name.SequenceEqual("type"u8))
                {
                    reader.Read();
                    AnthropicType(ref reader, facts);
                }
                else if (name.SequenceEqual("cache_control"u8))
                {
                    reader.Read();
                    Prices.CheckCache(ref reader, facts);
                }

                break;
            case ProtocolNames.Generate:
                facts.Elsewhere |= name.SequenceEqual("inlineData"u8) || name.SequenceEqual("inline_data"u8) || name.SequenceEqual("fileData"u8) || name.SequenceEqual("file_data"u8);
                break;
            case ProtocolNames.Embeddings:
                facts.Elsewhere |= name.SequenceEqual("image_url"u8) || name.SequenceEqual("type"u8);
                break;
            default:
                OpenAI(ref reader, facts, name, protocol);
                break;
        }
    }

    private static void AnthropicType(ref Utf8JsonReader reader, RequestInspection facts)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return;
        }

        if (reader.ValueTextEquals("image"u8))
        {
            facts.Images++;
        }
        else
        {
            facts.Elsewhere |= reader.ValueTextEquals("document"u8) || reader.ValueTextEquals("container_upload"u8) || reader.ValueTextEquals("url"u8)
                || reader.ValueTextEquals("file"u8);
        }
    }

    private static void OpenAI(ref Utf8JsonReader reader, RequestInspection facts, ReadOnlySpan<byte> name, string protocol)
    {
        if (name.SequenceEqual("image_url"u8))
        {
            facts.Images++;
            Address(ref reader, facts);
        }
        else if (name.SequenceEqual("url"u8))
        {
            Address(ref reader, facts);
        }
        else if (name.SequenceEqual("type"u8))
        {
            reader.Read();
            facts.Elsewhere |= reader.TokenType == JsonTokenType.String && (reader.ValueTextEquals("item_reference"u8) || reader.ValueTextEquals("input_file"u8) || reader.ValueTextEquals("file"u8));
        }
        else if (protocol == ProtocolNames.Responses && name.SequenceEqual("tools"u8))
        {
            // Codex brings some tools as items of the input.
            reader.Read();
            ToolScan.Read(ref reader, facts, protocol);
        }
        else
        {
            facts.Elsewhere |= name.SequenceEqual("file_id"u8) || name.SequenceEqual("file_data"u8) || name.SequenceEqual("file_url"u8) || name.SequenceEqual("input_audio"u8)
                || name.SequenceEqual("video_url"u8) || name.SequenceEqual("file"u8);
        }
    }

    // A picture in the request itself is bounded; one that the provider fetches may be anything.
    private static void Address(ref Utf8JsonReader reader, RequestInspection facts)
    {
        reader.Read();
        facts.Elsewhere |= reader.TokenType == JsonTokenType.String && !reader.ValueSpan.StartsWith("data:image/"u8);
    }
}
