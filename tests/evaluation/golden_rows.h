// The rows of tests/golden/evaluation_figures.py, which computes the numbers expected of them.
#ifndef COUNTERWEIGHT_TESTS_EVALUATION_GOLDEN_ROWS_H_
#define COUNTERWEIGHT_TESTS_EVALUATION_GOLDEN_ROWS_H_

#include <cstdint>
#include <vector>

namespace counterweight {

inline const std::vector<float> kGoldenScores = {2.5,   1.5,  1.5,   1.0,  0.5,  0.5,  0.5,
                                                 0.25,  0.0,  -0.25, -0.5, -0.5, -1.0, -1.0,
                                                 -1.25, -1.5, -2.0,  -2.0, -2.5, -3.0};
inline const std::vector<uint8_t> kGoldenLabels = {1, 1, 0, 1, 0, 1, 0, 0, 1, 0,
                                                   0, 0, 0, 1, 0, 0, 0, 0, 0, 0};

inline const std::vector<std::vector<float>> kGoldenLogits = {
    {2.0, 0.5, -1.0},   {1.5, 1.0, 0.0},  {0.0, 2.0, 0.5},   {0.25, 0.0, 1.5},
    {1.0, 1.0, 1.0},    {3.0, -1.0, 0.5}, {0.5, 0.75, -0.5}, {-0.5, 0.25, 2.5},
    {1.25, -0.25, 0.0}, {0.0, 1.5, 1.25}, {2.25, 2.0, -1.5}, {0.75, -1.0, 0.5}};
inline const std::vector<uint32_t> kGoldenClasses = {0, 0, 1, 2, 0, 0, 1, 2, 0, 2, 1, 0};

}  // namespace counterweight

#endif  // COUNTERWEIGHT_TESTS_EVALUATION_GOLDEN_ROWS_H_
