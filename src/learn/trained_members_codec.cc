#include "src/learn/trained_members_codec.h"

#include <utility>

namespace counterweight {
namespace {

void PutSyntheticSet(const SyntheticSet& set, ByteWriter& writer) {
  writer.Put(set.features.rows);
  writer.Put(set.features.columns);
  writer.PutVector(set.features.values);
  writer.PutVector(set.classes);
  writer.PutVector(set.parents);
  writer.PutVector(set.neighbours);
  writer.PutVector(set.lambdas);
  writer.PutVector(set.radii);
  writer.PutVector(set.usable);
}

SyntheticSet GetSyntheticSet(ByteReader& reader) {
  SyntheticSet set;
  set.features.rows = reader.Get<int64_t>();
  set.features.columns = reader.Get<int64_t>();
  set.features.values = reader.GetVector<float>();
  set.classes = reader.GetVector<uint32_t>();
  set.parents = reader.GetVector<int64_t>();
  set.neighbours = reader.GetVector<int64_t>();
  set.lambdas = reader.GetVector<float>();
  set.radii = reader.GetVector<float>();
  set.usable = reader.GetVector<uint8_t>();
  return set;
}

}  // namespace

void PutTrainedMembers(const TrainedMembers& members, ByteWriter& writer) {
  writer.PutVector(members.sizes);
  writer.Put(members.members);
  writer.PutVector(members.parameters);
  writer.PutVector(members.out_of_fold_outputs);
  writer.Put(members.best_validation_average_precision);
  writer.Put(members.best_step);
  writer.PutVector(members.row_weights);
  writer.PutVector(members.row_contributions);
  writer.Put<uint8_t>(members.synthetic.has_value());
  if (!members.synthetic.has_value()) return;
  PutSyntheticSet(members.synthetic->set, writer);
  writer.PutVector(members.synthetic->contributions);
  writer.PutVector(members.synthetic->class_mass);
}

TrainedMembers GetTrainedMembers(ByteReader& reader) {
  TrainedMembers members;
  members.sizes = reader.GetVector<int32_t>();
  members.members = reader.Get<int>();
  members.parameters = reader.GetVector<float>();
  members.out_of_fold_outputs = reader.GetVector<float>();
  members.best_validation_average_precision = reader.Get<double>();
  members.best_step = reader.Get<int64_t>();
  members.row_weights = reader.GetVector<float>();
  members.row_contributions = reader.GetVector<float>();
  if (reader.Get<uint8_t>() == 0) return members;
  SyntheticOutcome synthetic;
  synthetic.set = GetSyntheticSet(reader);
  synthetic.contributions = reader.GetVector<float>();
  synthetic.class_mass = reader.GetVector<float>();
  members.synthetic = std::move(synthetic);
  return members;
}

}  // namespace counterweight
