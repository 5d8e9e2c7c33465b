// The standard normal distribution function and its inverse.
#ifndef COUNTERWEIGHT_SRC_FEATURES_NORMAL_QUANTILE_H_
#define COUNTERWEIGHT_SRC_FEATURES_NORMAL_QUANTILE_H_

namespace counterweight {

// P(Z <= z).
double NormalDistribution(double z);

// The z with P(Z <= z) = probability; relative error about 1e-15 (Wichura 1988, AS 241, PPND16).
// probability <= 0: -infinity; >= 1: infinity; NaN: NaN.
double NormalQuantile(double probability);

}  // namespace counterweight

#endif  // COUNTERWEIGHT_SRC_FEATURES_NORMAL_QUANTILE_H_
