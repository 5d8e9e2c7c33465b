#include "src/artifact/setting_codec.h"

#include "src/artifact/options_codec.h"

namespace counterweight {

void PutSettingRecord(const SettingRecord& setting, ByteWriter& writer) {
  writer.PutString(setting.name);
  writer.PutString(setting.rule);
  PutOptions(setting.options, writer);
  writer.Put<double>(setting.validation_average_precision);
  writer.Put<int64_t>(setting.chosen_step);
}

SettingRecord GetSettingRecord(ByteReader& reader) {
  SettingRecord setting;
  setting.name = reader.GetString();
  setting.rule = reader.GetString();
  setting.options = GetOptions(reader);
  setting.validation_average_precision = reader.Get<double>();
  setting.chosen_step = reader.Get<int64_t>();
  return setting;
}

}  // namespace counterweight
